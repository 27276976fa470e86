using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Admin;

/// <summary><c>mesh-proxy admin COMMAND</c>: asks a running proxy over its admin socket.</summary>
internal static class AdminClient
{
    /// <summary>Sends one command and copies the answer to <paramref name="output"/> as it comes; returns the exit code.</summary>
    internal static int Run(string socketPath, string command, TextWriter output, TextWriter errors)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            using var stream = new NetworkStream(socket);
            stream.Write(Encoding.UTF8.GetBytes(command + "\n"));
            using var reader = new StreamReader(stream);
            return Copy(reader, output, errors);
        }
        catch (SocketException e)
        {
            errors.WriteLine($"error: {socketPath} cannot be reached: {e.Message}\nis the proxy running? --admin-socket PATH names another socket");
            return 1;
        }
        catch (IOException broken)
        {
            errors.WriteLine($"error: the proxy broke off: {broken.Message}");
            return 1;
        }
    }

    private static int Copy(StreamReader answer, TextWriter output, TextWriter errors)
    {
        var code = 0;
        var isEmpty = true;
        while (answer.ReadLine() is { } line)
        {
            isEmpty = false;
            var isError = line.StartsWith("error:", StringComparison.Ordinal);
            code |= isError ? 1 : 0;
            var writer = isError ? errors : output;
            writer.WriteLine(line);
            writer.Flush();
        }
        if (!isEmpty)
            return code;
        errors.WriteLine("error: the proxy ended without an answer");
        return 1;
    }
}
