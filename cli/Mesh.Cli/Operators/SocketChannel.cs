using System.Net.Sockets;
using Grpc.Net.Client;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Operators;

/// <summary>gRPC over a Unix socket: how an operator on the machine itself talks to the mesh's services.</summary>
internal static class SocketChannel
{
    /// <summary>A channel to the service that listens on <paramref name="socketPath"/>.</summary>
    /// <exception cref="CliException">There is no such socket.</exception>
    internal static GrpcChannel Connect(string socketPath, string remedy)
    {
        if (!File.Exists(socketPath))
            throw new CliException($"there is no socket {socketPath} that this user can see", remedy);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}
