using System.Buffers.Binary;
using System.Net.Sockets;

namespace Mesh.Bench.Load.Grpc;

/// <summary>One end of an HTTP/2 connection: reads frames when the socket is ready, answers SETTINGS and PING, and opens the window again.</summary>
internal abstract class FrameConnection(Socket socket) : IDisposable
{
    private const int DefaultTableSize = 4096;
    private const int Window = 1 << 24;

    private readonly byte[] _bytes = new byte[128 * 1024];
    private int _filled;
    private bool _isPastPreface;
    private bool _saidTableSize;
    private int _consumed;

    public int Descriptor => (int)socket.Handle;

    protected FrameWriter Output { get; } = new();

    /// <summary>Bytes of DATA that the other end still takes.</summary>
    protected long SendWindow { get; private set; } = 65535;

    /// <summary>Whether the other end keeps a dynamic table of the default size at least.</summary>
    protected bool UsesTable { get; private set; } = true;

    /// <summary>What a client sends before its first frame, to be read over.</summary>
    protected int PrefaceLeft { get; init; }

    /// <summary>Reads what is there and sends what there is to say; false when the connection is over.</summary>
    public bool Read()
    {
        var read = socket.Receive(_bytes.AsSpan(_filled), SocketFlags.None, out var error);
        if (read <= 0 || error != SocketError.Success)
        {
            return false;
        }

        _filled += read;
        var position = _isPastPreface ? 0 : Preface();
        while (_filled - position >= FrameHead.Size)
        {
            var head = FrameHead.Read(_bytes.AsSpan(position));
            if (_filled - position < FrameHead.Size + head.Length)
            {
                break;
            }

            if (!Take(head, _bytes.AsSpan(position + FrameHead.Size, head.Length)))
            {
                return false;
            }

            position += FrameHead.Size + head.Length;
        }

        _bytes.AsSpan(position, _filled - position).CopyTo(_bytes);
        _filled -= position;
        BatchEnded();
        return Flush();
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Sends what was written.</summary>
    protected bool Flush()
    {
        var isSent = Output.Written.IsEmpty || (socket.Send(Output.Written, SocketFlags.None, out var error) == Output.Written.Length && error == SocketError.Success);
        Output.Clear();
        return isSent;
    }

    /// <summary>Writes the settings and a large window.</summary>
    protected void Begin(ReadOnlySpan<byte> settings)
    {
        Output.Add(FrameHead.Settings, 0, 0, settings);
        Output.AddWindowUpdate(0, Window);
    }

    protected void Spend(int bytes) => SendWindow -= bytes;

    /// <summary>Takes HEADERS, DATA, RST_STREAM or GOAWAY; false ends the connection.</summary>
    protected abstract bool Received(FrameHead head, ReadOnlySpan<byte> payload);

    /// <summary>Writes a header block.</summary>
    /// <param name="stream">Of which stream.</param>
    /// <param name="flags">Beside END_HEADERS.</param>
    /// <param name="fields">What it says.</param>
    /// <param name="later">The same once its fields are in the table; empty when they are not yet.</param>
    protected void AddFields(int stream, byte flags, FieldBlocks fields, ReadOnlySpan<byte> later)
    {
        if (UsesTable)
        {
            Output.Add(FrameHead.Headers, (byte)(FrameHead.EndHeaders | flags), stream, later.IsEmpty ? fields.First : later);
            return;
        }

        // The first block after a table became smaller must say so; size 0 needs a byte.
        Span<byte> block = stackalloc byte[1 + fields.Literal.Length];
        block[0] = 0x20;
        fields.Literal.CopyTo(block[1..]);
        Output.Add(FrameHead.Headers, (byte)(FrameHead.EndHeaders | flags), stream, _saidTableSize ? block[1..] : block);
        _saidTableSize = true;
    }

    /// <summary>All that was there is read.</summary>
    protected abstract void BatchEnded();

    private int Preface()
    {
        _isPastPreface = _filled >= PrefaceLeft;
        return _isPastPreface ? PrefaceLeft : _filled;
    }

    private bool Take(FrameHead head, ReadOnlySpan<byte> payload)
    {
        switch (head.Type)
        {
            case FrameHead.Settings when !head.Has(FrameHead.Acknowledgement):
                NoticeTableSize(payload);
                Output.Add(FrameHead.Settings, FrameHead.Acknowledgement, 0, []);
                return true;
            case FrameHead.Ping when !head.Has(FrameHead.Acknowledgement):
                Output.Add(FrameHead.Ping, FrameHead.Acknowledgement, 0, payload);
                return true;
            case FrameHead.WindowUpdate:
                SendWindow += head.Stream == 0 ? BinaryPrimitives.ReadInt32BigEndian(payload) : 0;
                return true;
            case FrameHead.Data:
                Consumed(payload.Length);
                return Received(head, payload);
            case FrameHead.Headers or FrameHead.Reset or FrameHead.GoAway:
                return Received(head, payload);
            default:
                return true;
        }
    }

    private void Consumed(int bytes)
    {
        _consumed += bytes;
        if (_consumed >= Window / 2)
        {
            Output.AddWindowUpdate(0, _consumed);
            _consumed = 0;
        }
    }

    private void NoticeTableSize(ReadOnlySpan<byte> settings)
    {
        for (; settings.Length >= 6; settings = settings[6..])
        {
            UsesTable &= BinaryPrimitives.ReadInt16BigEndian(settings) != 1 || BinaryPrimitives.ReadInt32BigEndian(settings[2..]) >= DefaultTableSize;
        }
    }
}
