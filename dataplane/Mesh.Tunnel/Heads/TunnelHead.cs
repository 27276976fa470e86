using System.Text;
using Mesh.Conventions;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;

namespace Mesh.Tunnel.Heads;

/// <summary>The reserved header fields of a tunnel's streams: written by the caller's proxy, taken off by the callee's. docs/tunnel.md.</summary>
public static class TunnelHead
{
    private static readonly byte[] OriginalDestination = Encoding.ASCII.GetBytes(MeshHeaders.OriginalDestination);
    private static readonly byte[] AppVersion = Encoding.ASCII.GetBytes(MeshHeaders.AppVersion);
    private static readonly byte[] Service = Encoding.ASCII.GetBytes(MeshHeaders.Service);
    private static readonly byte[] ReservedPrefix = Encoding.ASCII.GetBytes(MeshHeaders.ReservedPrefix);
    private static readonly byte[] ForwardedClientCert = Encoding.ASCII.GetBytes(MeshHeaders.ForwardedClientCert);

    /// <summary>Removes every field that only proxies may set: all <c>x-mesh-*</c> and <c>x-forwarded-client-cert</c>.</summary>
    public static void Strip(HeaderBlock head)
    {
        for (var i = head.Count - 1; i >= 0; i--)
        {
            var name = head.NameAt(i);
            if (name.StartsWith(ReservedPrefix) || name.SequenceEqual(ForwardedClientCert))
                head.RemoveAt(i);
        }
    }

    /// <summary>Marks a stripped request for the tunnel; called again for another attempt it replaces what it wrote.</summary>
    /// <param name="head">The request.</param>
    /// <param name="target">The application's address at the callee, as text.</param>
    /// <param name="version">Version the application spoke.</param>
    /// <param name="service">Service port that was called; empty when there is none.</param>
    public static void Write(HeaderBlock head, ReadOnlySpan<byte> target, HttpVersion version, ReadOnlySpan<byte> service)
    {
        head.Set(OriginalDestination, target);
        head.Set(AppVersion, VersionText(version));
        if (service.IsEmpty)
            head.Remove(Service);
        else
            head.Set(Service, service);
    }

    /// <summary>Builds the head of a byte stream.</summary>
    /// <param name="head">An empty block.</param>
    /// <param name="target">The application's address at the callee, as text.</param>
    /// <param name="service">Service port that was called; empty when there is none.</param>
    public static void WriteConnect(HeaderBlock head, ReadOnlySpan<byte> target, ReadOnlySpan<byte> service)
    {
        head.Clear();
        head.Method = "CONNECT"u8;
        head.Authority = target;
        if (!service.IsEmpty)
            head.Add(Service, service);
    }

    /// <summary>Reads the kind and target of a stream on ALPN <c>mesh/1</c> and removes the reserved fields.</summary>
    /// <returns>What the caller asks for; <see cref="TunnelRequest.Kind"/> says whether it could be read.</returns>
    public static TunnelRequest Take(HeaderBlock head)
    {
        if (!head.TryGet(AppVersion, out var version))
            return TakeBytes(head);
        var appVersion = ParseVersion(version);
        var target = head.TryGet(OriginalDestination, out var address) ? Parse(address) : null;
        Strip(head);
        return appVersion is null || target is null
            ? new TunnelRequest(TunnelRequestKind.Malformed, default, HttpVersion.Http11)
            : new TunnelRequest(TunnelRequestKind.Http, target.Value, appVersion.Value);
    }

    /// <summary>Reads the target of a byte stream, the only kind on ALPN <c>h2</c> (plain HBONE), and removes the reserved fields.</summary>
    /// <returns>What the caller asks for; anything but a CONNECT is <see cref="TunnelRequestKind.Malformed"/>.</returns>
    public static TunnelRequest TakeBytes(HeaderBlock head)
    {
        var isConnect = head.Method.SequenceEqual("CONNECT"u8) && head.Protocol.IsEmpty;
        var target = isConnect ? Parse(head.Authority) : null;
        Strip(head);
        return new TunnelRequest(target is null ? TunnelRequestKind.Malformed : TunnelRequestKind.Connect, target ?? default, HttpVersion.Http11);
    }

    /// <summary>Tells the application who calls; <paramref name="spiffeId"/> comes from the caller's certificate.</summary>
    public static void WriteCaller(HeaderBlock head, string spiffeId)
    {
        Span<byte> value = stackalloc byte[4 + Encoding.UTF8.GetMaxByteCount(spiffeId.Length)];
        "URI="u8.CopyTo(value);
        var length = 4 + Encoding.UTF8.GetBytes(spiffeId, value[4..]);
        head.Set(ForwardedClientCert, value[..length]);
    }

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
