using Mesh.Engine.Http;
using Mesh.Engine.Pools;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http1;

namespace Mesh.Engine.Tests.Pools;

/// <summary>Wants a stream for <c>GET path</c>, or an upgrade there, and sends that as soon as it has one.</summary>
internal sealed class Requester(string path, string protocol = "") : StreamRequester
{
    private readonly StreamRecorder _recorder = new();

    /// <summary>What the pool answered: nothing yet, <c>opened</c>, or the error with its detail.</summary>
    internal string Answer { get; private set; } = "";

    /// <summary>The exchange's events.</summary>
    internal string Log => _recorder.Log;

    internal HttpStream Stream => _recorder.Stream;

    internal void AskOf(StreamPool pool)
    {
        Answer = "";
        Ask(pool);
    }

    internal void TakeBack() => Withdraw();

    internal Action? WhenFailed { get; set; }

    protected override IHttpStreamHandler StreamHandler => _recorder;

    protected override bool IsUpgrade => protocol.Length > 0;

    protected override void OnStreamOpened(HttpStream stream)
    {
        Assert.Equal("", Answer);
        Answer = "opened";
        _recorder.Stream = stream;
        using var block = Blocks.Request($"GET http a {path}{(IsUpgrade ? $" protocol={protocol}" : "")}");
        stream.SendHeaders(block, endStream: !IsUpgrade);
    }

    protected override void OnStreamFailed(StreamError error, string? detail)
    {
        Assert.Equal("", Answer);
        Answer = detail is null ? $"{error}" : $"{error}: {detail}";
        WhenFailed?.Invoke();
    }
}
