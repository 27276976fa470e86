using System.Globalization;
using System.Text;
using Mesh.Conventions;
using Mesh.Discovery.Transport;
using Mesh.Engine.Http;

namespace Mesh.Proxy.Control.Grpc;

/// <summary>Writes the head of a request ("Request-Headers" of gRPC over HTTP/2).</summary>
internal static class RequestHead
{
    private const int MaxTimeoutDigits = 8;

    /// <summary>Whether method and token can stand in a header.</summary>
    /// <exception cref="ArgumentException">They cannot.</exception>
    internal static void Check(ControlCall call)
    {
        if (call.Method is not ['/', ..] || call.Method.LastIndexOf('/') < 2 || call.Method.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException("A method is named /package.Service/Method.", nameof(call));
        if (call.BearerToken is { } token && token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException("The token has characters that cannot stand in a header.", nameof(call));
    }

    /// <summary>Writes the head of a call that was checked.</summary>
    internal static void Write(HeaderBlock head, ServiceAddress service, ControlCall call)
    {
        head.Method = "POST"u8;
        head.Scheme = "https"u8;
        head.Authority = Encoding.ASCII.GetBytes(service.ToString());
        head.Path = Encoding.ASCII.GetBytes(call.Method);
        if (call.Timeout is { } timeout)
            head.Add("grpc-timeout"u8, Encoding.ASCII.GetBytes(Timeout(timeout)));
        head.Add("te"u8, "trailers"u8);
        head.Add("content-type"u8, "application/grpc"u8);
        head.Add("user-agent"u8, "mesh-proxy"u8);
        if (call.BearerToken is { } token)
            head.Add("authorization"u8, Encoding.ASCII.GetBytes($"Bearer {token}"), neverIndexed: true);
    }

    /// <summary>At most eight digits and a unit, rounded up.</summary>
    internal static string Timeout(TimeSpan timeout)
    {
        var milliseconds = Math.Max(1, (long)Math.Ceiling(timeout.TotalMilliseconds));
        var text = milliseconds.ToString(CultureInfo.InvariantCulture);
        return text.Length <= MaxTimeoutDigits ? text + "m" : Math.Min(99_999_999, (milliseconds + 999) / 1000).ToString(CultureInfo.InvariantCulture) + "S";
    }
}
