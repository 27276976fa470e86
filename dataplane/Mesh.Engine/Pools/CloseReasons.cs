using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Pools;

/// <summary>What a failed connection means to those who waited for it.</summary>
internal static class CloseReasons
{
    internal static StreamError ToConnectError(CloseReason reason) => reason switch
    {
        CloseReason.ConnectTimeout => StreamError.ConnectTimeout,
        CloseReason.TlsFailed => StreamError.PeerRejected,
        _ => StreamError.ConnectFailed,
    };
}
