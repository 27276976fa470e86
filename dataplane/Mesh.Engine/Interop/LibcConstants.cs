namespace Mesh.Engine.Interop;

/// <content>Constants of the Linux ABI that are equal on x86-64 and arm64.</content>
internal static unsafe partial class Libc
{
    internal const int ProtectRead = 1;
    internal const int ProtectWrite = 2;
    internal const int MapPrivateAnonymous = 0x22;

    internal const int EpollCloseOnExec = 0x80000;
    internal const int EpollAdd = 1;
    internal const int EpollDelete = 2;

    internal const int DuplicateCloseOnExec = 1030;

    internal const int EventFdFlags = 0x80000 | 0x800;

    internal const int FamilyV4 = 2;
    internal const int FamilyV6 = 10;

    internal const int StreamSocket = 1;
    internal const int DatagramSocket = 2;
    internal const int SocketFlags = 0x80000 | 0x800;

    internal const int ShutdownWrite = 1;

    internal const int MessagePeek = 0x2;
    internal const int MessageControlTruncated = 0x8;
    internal const int MessageTruncate = 0x20;
    internal const int MessageNoSignal = 0x4000;
    internal const int MessageCloseOnExec = 0x40000000;

    internal const int ControlRights = 1;

    internal const int LevelSocket = 1;
    internal const int ReuseAddress = 2;
    internal const int SocketType = 3;
    internal const int SocketError = 4;
    internal const int KeepAlive = 9;
    internal const int Linger = 13;
    internal const int ReusePort = 15;
    internal const int PeerCredentials = 17;
    internal const int AcceptsConnections = 30;
    internal const int Mark = 36;

    internal const int LevelV4 = 0;
    internal const int V4PacketInfo = 8;
    internal const int V4BindAddressNoPort = 24;
    internal const int OriginalDestination = 80;

    internal const int LevelV6 = 41;
    internal const int V6Only = 26;
    internal const int V6ReceivePacketInfo = 49;
    internal const int V6PacketInfo = 50;

    internal const int LevelTcp = 6;
    internal const int TcpNoDelay = 1;
    internal const int TcpKeepIdle = 4;
    internal const int TcpKeepInterval = 5;
    internal const int TcpKeepCount = 6;
    internal const int TcpUserTimeout = 18;
}
