using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Http2;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Probes;

/// <summary>A probe's request and the verdict on its response. It tells the verdict, and whoever is told ends the connection.</summary>
internal abstract class ProbeExchange(AppProbe probe, IpEndpoint target, string userAgent, Action<string?> done)
    : IHttpStreamHandler, IHttp1ClientOwner, IHttp2ClientOwner
{
    private readonly HeaderBlock _request = new();

    /// <summary>The probe.</summary>
    protected AppProbe Probe => probe;

    /// <summary>Makes the exchange of a probe.</summary>
    internal static ProbeExchange Create(AppProbe probe, IpEndpoint target, string userAgent, Action<string?> done) =>
        probe.Kind == AppProbeKind.Grpc ? new GrpcProbeExchange(probe, target, userAgent, done) : new HttpProbeExchange(probe, target, userAgent, done);

    /// <summary>Speaks on a connection from now on; it may still be connecting.</summary>
    internal abstract void TakeOver(Connection connection);

    /// <inheritdoc/>
    public abstract void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream);

    /// <inheritdoc/>
    public abstract void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream);

    /// <inheritdoc/>
    public abstract void OnTrailers(HttpStream stream, HeaderBlock trailers);

    /// <inheritdoc/>
    public void OnWritable(ByteStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnReset(ByteStream stream, StreamError error) => Done($"the application broke the exchange off: {error}");

    /// <inheritdoc/>
    public void OnConnected(Http1ClientConnection connection) => Send(connection.OpenStream(this));

    /// <inheritdoc/>
    public void OnIdle(Http1ClientConnection connection)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Http1ClientConnection connection, CloseReason reason) => Closed(connection.Connection, reason);

    /// <inheritdoc/>
    public void OnConnected(Http2ClientConnection connection) => Send(connection.OpenStream(this));

    /// <inheritdoc/>
    public void OnAvailable(Http2ClientConnection connection)
    {
    }

    /// <inheritdoc/>
    public void OnGoAway(Http2ClientConnection connection)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Http2ClientConnection connection, CloseReason reason) => Closed(connection.Connection, reason);

    /// <summary>Sends the request.</summary>
    protected abstract void Send(HttpStream stream);

    /// <summary>Tells the verdict: why it failed, or null.</summary>
    protected void Done(string? failure) => done(failure);

    /// <summary>A request's head with what all probes have.</summary>
    protected HeaderBlock Head(string method, string scheme, string path)
    {
        _request.Clear();
        _request.Method = Encoding.ASCII.GetBytes(method);
        _request.Scheme = Encoding.ASCII.GetBytes(scheme);
        _request.Authority = Encoding.ASCII.GetBytes(probe.Host ?? target.ToString());
        _request.Path = Encoding.ASCII.GetBytes(path);
        if (userAgent.Length > 0 && !probe.Headers.Any(header => header.Name == "user-agent"))
            _request.Add("user-agent"u8, Encoding.ASCII.GetBytes(userAgent));
        return _request;
    }

    private void Closed(Connection connection, CloseReason reason) => Done($"{target}: {connection.CloseDetail ?? reason.ToString()}");
}
