using System.Globalization;
using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Proxy.Probes;

namespace Mesh.Proxy.Metrics;

/// <summary>Port 15020: <c>/live</c>, <c>/ready</c>, <c>/metrics</c>, the application's probes, and nothing else.</summary>
internal sealed class MetricsServer(Func<bool> isReady, Func<string> metrics, AppHealth? health = null) : IConnectionAcceptor, IHttpServer, IConnectionHandler, IHttpStreamHandler
{
    private readonly HeaderBlock _head = new();

    /// <inheritdoc/>
    public IConnectionHandler? OnAccept(Connection connection) => this;

    /// <inheritdoc/>
    public void OnConnected(Connection connection) => _ = new Http1ServerConnection(connection, Http1Options.Default, this);

    /// <inheritdoc/>
    public IHttpStreamHandler OnStream(HttpStream stream) => this;

    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        var path = Encoding.ASCII.GetString(head.Path);
        if (health is not null && AppHealth.IsFor(path) && head.Method.SequenceEqual("GET"u8))
        {
            head.TryGet("user-agent"u8, out var userAgent);
            health.Start(stream, path, Encoding.ASCII.GetString(userAgent), (asker, verdict, text) => Reply(asker, verdict, Encoding.UTF8.GetBytes(text), isHead: false));
            return;
        }
        var (status, body) = path switch
        {
            _ when !head.Method.SequenceEqual("GET"u8) && !head.Method.SequenceEqual("HEAD"u8) => (405, "only GET\n"),
            "/live" => (200, "live\n"),
            "/ready" => isReady() ? (200, "ready\n") : (503, "no certificate or no configuration yet, or draining\n"),
            "/metrics" => (200, metrics()),
            _ => (404, "there are /live, /ready and /metrics\n"),
        };
        Reply(stream, status, Encoding.UTF8.GetBytes(body), head.Method.SequenceEqual("HEAD"u8));
    }

    /// <inheritdoc/>
    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream) => stream.Consumed(data.Length);

    /// <inheritdoc/>
    public void OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
    }

    /// <inheritdoc/>
    public void OnWritable(ByteStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnReset(ByteStream stream, StreamError error) => health?.Forget(stream);

    /// <inheritdoc/>
    public void OnConnectionClosed()
    {
    }

    /// <inheritdoc/>
    public void OnData(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection) => connection.Close();

    /// <inheritdoc/>
    public void OnWritable(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, CloseReason reason)
    {
    }

    private void Reply(HttpStream stream, int status, byte[] body, bool isHead)
    {
        _head.Clear();
        _head.Status = status;
        _head.Add("content-type"u8, "text/plain; version=0.0.4; charset=utf-8"u8);
        _head.Add("content-length"u8, Encoding.ASCII.GetBytes(body.Length.ToString(CultureInfo.InvariantCulture)));
        stream.SendHeaders(_head, isHead);
        if (!isHead)
            stream.SendData(body, endStream: true);
    }
}
