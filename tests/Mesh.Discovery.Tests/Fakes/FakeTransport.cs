using System.Threading.Channels;
using Mesh.Discovery.Transport;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>A transport in memory: the test is the server.</summary>
internal sealed class FakeTransport : IControlTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<FakeStream> _opened = Channel.CreateUnbounded<FakeStream>();
    private int _attempts;

    /// <summary>Whether streams fail at once.</summary>
    public bool IsDown { get; set; }

    /// <summary>Streams that were opened, also those that failed.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    public Func<string, byte[], string?, byte[]> Call { get; set; } = (_, _, _) => throw new ControlTransportException(ControlStatus.Unavailable, "no such call");

    public Task<byte[]> CallAsync(ControlCall call, byte[] request, CancellationToken cancellation) =>
        Task.FromResult(Call(call.Method, request, call.BearerToken));

    public IControlStream Open(ControlCall call, CancellationToken cancellation)
    {
        var stream = new FakeStream(call.Method);
        Interlocked.Increment(ref _attempts);
        if (IsDown)
            stream.Break();
        else
            _opened.Writer.TryWrite(stream);
        return stream;
    }

    public async Task<FakeStream> NextStreamAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _opened.Reader.ReadAsync(patience.Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
