using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Admin;

/// <summary><c>mesh-proxy admin COMMAND</c>: asks a running proxy over its admin socket.</summary>
internal static class AdminClient
{
    /// <summary>Sends one command and copies the answer to <paramref name="output"/>; returns the exit code.</summary>
    internal static int Run(string socketPath, string command, TextWriter output, TextWriter errors)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            using var stream = new NetworkStream(socket);
            stream.Write(Encoding.UTF8.GetBytes(command + "\n"));
            using var reader = new StreamReader(stream);
            var answer = reader.ReadToEnd();
            output.Write(answer);
            return answer.StartsWith("error:", StringComparison.Ordinal) ? 1 : 0;
        }
        catch (SocketException e)
        {
            errors.WriteLine($"error: {socketPath} cannot be reached: {e.Message}\nis the proxy running? --admin-socket PATH names another socket");
            return 1;
        }
    }
}
