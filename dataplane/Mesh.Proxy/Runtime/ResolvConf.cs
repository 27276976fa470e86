using System.Net;

namespace Mesh.Proxy.Runtime;

/// <summary>Reads the resolver's configuration, resolv.conf(5).</summary>
internal static class ResolvConf
{
    private const int DnsPort = 53;
    private const int MaxBytes = 64 * 1024;

    /// <summary>The first name server of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Why there is none; null when there is one.</param>
    internal static IPEndPoint? FirstServer(string path, out string? error)
    {
        try
        {
            var server = new FileInfo(path).Length > MaxBytes ? null : Parse(File.ReadAllText(path));
            error = server is null ? $"{path} names no name server" : null;
            return server;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = $"{path} cannot be read: {e.Message}";
            return null;
        }
    }

    /// <summary>The first name server of a text; null when there is none.</summary>
    internal static IPEndPoint? Parse(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries) is ["nameserver", var server, ..]
                && IPAddress.TryParse(server, out var address))
                return new IPEndPoint(address, DnsPort);
        }
        return null;
    }
}
