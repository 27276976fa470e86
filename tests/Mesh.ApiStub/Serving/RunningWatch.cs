using System.Threading.Channels;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Serving;

/// <summary>A watch that a client has open.</summary>
internal sealed class RunningWatch : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly Action<RunningWatch> _over;

    /// <param name="kind">What is watched.</param>
    /// <param name="channel">Where its events come from.</param>
    /// <param name="timeout">How long the client wants it.</param>
    /// <param name="over">Is told that it is over, before nobody may end it any more.</param>
    /// <param name="aborted">Cancelled when the client is gone.</param>
    public RunningWatch(ApiKind kind, Channel<StoredEvent> channel, TimeSpan timeout, Action<RunningWatch> over, CancellationToken aborted)
    {
        Kind = kind;
        Channel = channel;
        _over = over;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _ending.CancelAfter(timeout);
    }

    public ApiKind Kind { get; }

    public Channel<StoredEvent> Channel { get; }

    /// <summary>Cancelled when it is to end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Ends it. Returns at once: what waits for it runs elsewhere.</summary>
    public void End() => _ = _ending.CancelAsync();

    public void Dispose()
    {
        _over(this);
        _ending.Dispose();
    }
}
