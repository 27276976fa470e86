using System.Text;
using Mesh.Conventions;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;

namespace Mesh.Tunnel.Heads;

/// <summary>The reserved header fields of a tunnel's streams: written by the caller's proxy, read and taken off by the callee's. docs/tunnel.md.</summary>
public static class TunnelHead
{
    /// <summary>Most bytes of an IP address as text.</summary>
    public const int MaxSource = 45;

    private static readonly byte[] OriginalDestination = Encoding.ASCII.GetBytes(MeshHeaders.OriginalDestination);
    private static readonly byte[] AppVersion = Encoding.ASCII.GetBytes(MeshHeaders.AppVersion);
    private static readonly byte[] Service = Encoding.ASCII.GetBytes(MeshHeaders.Service);
    private static readonly byte[] Source = Encoding.ASCII.GetBytes(MeshHeaders.Source);
    private static readonly byte[] ForwardedClientCert = Encoding.ASCII.GetBytes(MeshHeaders.ForwardedClientCert);

    /// <summary>
    /// Removes every field that only proxies may set, under any name that an application may read as its own:
    /// <c>x-forwarded-client-cert</c> and all <c>x-mesh-*</c> but the count of hops, which has to survive whatever passes requests on.
    /// </summary>
    public static void Strip(HeaderBlock head)
    {
        for (var i = head.Count - 1; i >= 0; i--)
        {
            if (ReservedFields.IsReserved(head.NameAt(i)))
                head.RemoveAt(i);
        }
    }

    /// <summary>Removes from a request's trailers what only a head may say, and there only proxies.</summary>
    public static void StripTrailers(HeaderBlock trailers)
    {
        for (var i = trailers.Count - 1; i >= 0; i--)
        {
            if (ReservedFields.IsReservedTrailer(trailers.NameAt(i)))
                trailers.RemoveAt(i);
        }
    }

    /// <summary>Marks a stripped request for the tunnel; called again for another attempt it replaces what it wrote.</summary>
    /// <param name="head">The request.</param>
    /// <param name="target">The application's address at the callee, as text.</param>
    /// <param name="version">Version the application spoke.</param>
    /// <param name="service">Service port that was called; empty when there is none.</param>
    /// <param name="source">The calling application's IP address, as text.</param>
    public static void Write(HeaderBlock head, ReadOnlySpan<byte> target, HttpVersion version, ReadOnlySpan<byte> service, ReadOnlySpan<byte> source)
    {
        head.Set(OriginalDestination, target);
        head.Set(AppVersion, VersionText(version));
        head.Set(Source, source);
        if (service.IsEmpty)
            head.Remove(Service);
        else
            head.Set(Service, service);
    }

    /// <summary>Builds the head of a byte stream.</summary>
    /// <param name="head">An empty block.</param>
    /// <param name="target">The application's address at the callee, as text.</param>
    /// <param name="service">Service port that was called; empty when there is none.</param>
    /// <param name="source">The calling application's end of the connection, as its proxy saw it.</param>
    public static void WriteConnect(HeaderBlock head, ReadOnlySpan<byte> target, ReadOnlySpan<byte> service, IpEndpoint source)
    {
        head.Clear();
        head.Method = "CONNECT"u8;
        head.Authority = target;
        head.Add(Source, Encoding.ASCII.GetBytes(source.ToString()));
        if (!service.IsEmpty)
            head.Add(Service, service);
    }

    /// <summary>Reads the kind and target of a stream on ALPN <c>mesh/1</c>. The reserved fields are still there afterwards: <see cref="Strip"/>.</summary>
    /// <returns>What the caller asks for; <see cref="TunnelRequest.Kind"/> says whether it could be read.</returns>
    public static TunnelRequest Read(HeaderBlock head)
    {
        if (!head.TryGet(AppVersion, out var version))
            return ReadBytes(head);
        var appVersion = ParseVersion(version);
        var target = head.TryGet(OriginalDestination, out var address) ? Parse(address) : null;
        return appVersion is null || target is null
            ? new TunnelRequest(TunnelRequestKind.Malformed, default, HttpVersion.Http11)
            : new TunnelRequest(TunnelRequestKind.Http, target.Value, appVersion.Value);
    }

    /// <summary>Reads the target of a byte stream, the only kind on ALPN <c>h2</c> (plain HBONE).</summary>
    /// <returns>What the caller asks for; anything but a CONNECT is <see cref="TunnelRequestKind.Malformed"/>.</returns>
    public static TunnelRequest ReadBytes(HeaderBlock head)
    {
        var isConnect = head.Method.SequenceEqual("CONNECT"u8) && head.Protocol.IsEmpty;
        var target = isConnect ? Parse(head.Authority) : null;
        return new TunnelRequest(target is null ? TunnelRequestKind.Malformed : TunnelRequestKind.Connect, target ?? default, HttpVersion.Http11);
    }

    /// <summary>Copies the calling application's address, as the caller's proxy saw it, to <paramref name="destination"/>.</summary>
    /// <returns>Its length; 0 when there is none or it is no IP address.</returns>
    public static int ReadSource(HeaderBlock head, Span<byte> destination)
    {
        if (!head.TryGet(Source, out var text) || text.Length > destination.Length || !IpEndpoint.IsAddress(text))
            return 0;
        text.CopyTo(destination);
        return text.Length;
    }

    /// <summary>The calling application's end of a byte stream's connection, as the caller's proxy saw it.</summary>
    /// <returns>Null when there is none or it is no address and port.</returns>
    public static IpEndpoint? ReadConnectSource(HeaderBlock head) => head.TryGet(Source, out var text) ? Parse(text) : null;

    /// <summary>What <see cref="WriteCaller"/> writes for an identity that comes from the caller's certificate.</summary>
    public static byte[] CallerText(string spiffeId) => Encoding.UTF8.GetBytes("URI=" + spiffeId);

    /// <summary>Tells the application who calls.</summary>
    public static void WriteCaller(HeaderBlock head, ReadOnlySpan<byte> callerText) => head.Set(ForwardedClientCert, callerText);

    private static ReadOnlySpan<byte> VersionText(HttpVersion version) => version switch
    {
        HttpVersion.Http10 => "1.0"u8,
        HttpVersion.Http11 => "1.1"u8,
        _ => "2"u8,
    };

    private static HttpVersion? ParseVersion(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("1.1"u8))
            return HttpVersion.Http11;
        if (text.SequenceEqual("2"u8))
            return HttpVersion.Http2;
        return text.SequenceEqual("1.0"u8) ? HttpVersion.Http10 : null;
    }

    private static IpEndpoint? Parse(ReadOnlySpan<byte> text) => IpEndpoint.TryParse(text, out var endpoint) ? endpoint : null;
}
