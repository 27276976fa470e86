using System.Net;
using System.Net.Sockets;

namespace Mesh.Bench.Load.Grpc;

/// <summary>A connection of the generator with a fixed number of calls in progress: each that is answered is followed by another.</summary>
internal sealed class GrpcClientConnection : FrameConnection
{
    private const int Remembered = 4096;

    // HEADER_TABLE_SIZE = 0: fields arrive as literals. ENABLE_PUSH = 0. INITIAL_WINDOW_SIZE = 1 MiB.
    private static readonly byte[] Settings = [0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 4, 0, 16, 0, 0];

    private readonly long[] _began = new long[Remembered];
    private readonly bool[] _hasMessage = new bool[Remembered];
    private readonly FieldBlocks _request;
    private readonly byte[] _later;
    private readonly Action<long> _answered;
    private int _next = 1;
    private int _wanted;

    /// <summary>Opens a connection and makes the first calls.</summary>
    /// <param name="target">Where.</param>
    /// <param name="authority">Whom the calls are for.</param>
    /// <param name="calls">In progress at a time.</param>
    /// <param name="answered">Is told when a call began that was answered with status 0.</param>
    public GrpcClientConnection(IPEndPoint target, string authority, int calls, Action<long> answered)
        : base(Connect(target))
    {
        (_request, _answered, _wanted) = (GrpcMessages.Request(authority), answered, calls);
        _later = _request.Later();
        Output.Add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        Begin(Settings);
        BatchEnded();
        _ = Flush();
    }

    /// <summary>Calls that were reset or answered with anything but 200, a message and status 0.</summary>
    public long Errors { get; private set; }

    protected override bool Received(FrameHead head, ReadOnlySpan<byte> payload)
    {
        switch (head.Type)
        {
            case FrameHead.GoAway:
                return false;
            case FrameHead.Reset:
                Ended(head.Stream, isOk: false);
                return true;
            case FrameHead.Data:
                _hasMessage[Slot(head.Stream)] |= payload.Length > 0;
                if (head.Has(FrameHead.EndStream))
                {
                    Ended(head.Stream, isOk: false);
                }

                return true;
            default:
                if (head.Has(FrameHead.EndStream))
                {
                    Ended(head.Stream, _hasMessage[Slot(head.Stream)] && payload.IndexOf(GrpcMessages.StatusOk) >= 0);
                }
                else if (!IsOk(payload))
                {
                    Errors++;
                }

                return true;
        }
    }

    protected override void BatchEnded()
    {
        var now = Clock.Now;
        for (; _wanted > 0 && SendWindow >= GrpcMessages.Message.Length && Output.HasRoom; _wanted--)
        {
            AddFields(_next, 0, _request, _next == 1 ? [] : _later);
            Output.Add(FrameHead.Data, FrameHead.EndStream, _next, GrpcMessages.Message);
            Spend(GrpcMessages.Message.Length);
            (_began[Slot(_next)], _hasMessage[Slot(_next)]) = (now, false);
            _next += 2;
        }
    }

    private static Socket Connect(IPEndPoint target)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(target);
        return socket;
    }

    private static int Slot(int stream) => (stream >> 1) % Remembered;

    // A change of the table's size may come first.
    private static bool IsOk(ReadOnlySpan<byte> block) => block.TrimStart((byte)0x20) is [0x88, ..];

    private void Ended(int stream, bool isOk)
    {
        _wanted++;
        if (isOk)
        {
            _answered(_began[Slot(stream)]);
        }
        else
        {
            Errors++;
        }
    }
}
