using System.Net;
using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Identity;
using Mesh.TestKit.Certificates;
using Mesh.Tunnel.Credentials;
using Mesh.Tunnel.Heads;
using Mesh.Tunnel.Limits;
using Mesh.Tunnel.Pools;
using HttpVersion = Mesh.Engine.Http.HttpVersion;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>A workload of the mesh that speaks the tunnel's protocol itself, and may say in it what no proxy would.</summary>
internal sealed class LyingPeer : StreamRequester, IHttpStreamHandler, IDisposable
{
    private readonly TaskCompletionSource<string> _body = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _received = new();
    private readonly EventLoop _events = new();
    private readonly TunnelCredentialsHolder _credentials = new();
    private readonly IPEndPoint _application;
    private readonly Action<HeaderBlock> _change;
    private readonly Action<HeaderBlock>? _trail;

    private LyingPeer(TestAuthority authority, string account, IPEndPoint application, Action<HeaderBlock> change, Action<HeaderBlock>? trail)
    {
        _application = application;
        _change = change;
        _trail = trail;
        _credentials.Swap(TestProxy.CredentialsOf(authority, account));
        _events.Start("lying-peer");
    }

    protected override IHttpStreamHandler StreamHandler => this;

    /// <summary>Sends a request in a tunnel of <paramref name="account"/>'s and returns the response's body.</summary>
    internal static async Task<string> GetAsync(TestAuthority authority, string account, IPEndPoint application, Action<HeaderBlock> change, Action<HeaderBlock>? trail = null)
    {
        using var client = new LyingPeer(authority, account, application, change, trail);
        client._events.Post(client.Open);
        return await client._body.Task;
    }

    public void Dispose() => _events.Dispose();

    protected override void OnStreamOpened(HttpStream stream)
    {
        using var head = new HeaderBlock { Method = "GET"u8, Scheme = "http"u8, Authority = "catalog.t"u8, Path = "/"u8 };
        TunnelHead.Write(head, Encoding.ASCII.GetBytes(_application.ToString()), HttpVersion.Http11, default, "10.9.9.9"u8);
        _change(head);
        stream.SendHeaders(head, endStream: _trail is null);
        if (_trail is null)
            return;
        using var trailers = new HeaderBlock();
        _trail(trailers);
        stream.SendTrailers(trailers);
    }

    protected override void OnStreamFailed(StreamError error, string? detail) => _body.SetException(new IOException($"{error} {detail}"));

    void IHttpStreamHandler.OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
    }

    void IHttpStreamHandler.OnTrailers(HttpStream stream, HeaderBlock trailers) => _body.TrySetResult(_received.ToString());

    void IByteStreamHandler.OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        _received.Append(Encoding.ASCII.GetString(data));
        stream.Consumed(data.Length);
        if (endStream)
            _body.TrySetResult(_received.ToString());
    }

    void IByteStreamHandler.OnWritable(ByteStream stream)
    {
    }

    void IByteStreamHandler.OnReset(ByteStream stream, StreamError error) => _body.TrySetException(new IOException(error.ToString()));

    private void Open()
    {
        var tunnels = new TunnelPools(_events, _credentials, new TunnelPoolOptions { Http2 = TunnelLimits.CreateHttp2(), StreamTimeout = TimeSpan.FromSeconds(15), Time = TimeProvider.System });
        Ask(tunnels.Of(IpEndpoint.From(_application), [SpiffeId.Parse("spiffe://cluster.local/ns/t/sa/catalog")], TimeSpan.FromSeconds(5)).Http);
    }
}
