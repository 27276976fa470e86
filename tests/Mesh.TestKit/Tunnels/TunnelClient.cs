using System.Buffers.Binary;
using System.Net.Security;

namespace Mesh.TestKit.Tunnels;

/// <summary>
/// A caller that is no proxy of ours: it dials a proxy's tunnel port from any host, shows what it likes and says what it likes
/// (docs/tunnel.md, RFC 9113). One stream at a time is read; others may stay open.
/// </summary>
public sealed partial class TunnelClient : IAsyncDisposable
{
    /// <summary>ALPN of the mesh's tunnel.</summary>
    public const string Mesh = "mesh/1";

    /// <summary>ALPN of plain HBONE.</summary>
    public const string Hbone = "h2";

    private readonly SslStream _tls;
    private readonly TunnelFrames _frames;
    private int _stream = -1;

    private TunnelClient(SslStream tls) => (_tls, _frames) = (tls, new TunnelFrames(tls));

    /// <summary>The last stream the callee will serve, once it said so with GOAWAY; null before.</summary>
    public int? LastServed { get; private set; }

    /// <summary>The callee's certificate in DER.</summary>
    public byte[] Certificate => _tls.RemoteCertificate!.GetRawCertData();

    /// <summary>The callee's settings by their identifier.</summary>
    public IReadOnlyDictionary<ushort, uint> Settings => _frames.PeerSettings;

    /// <summary>Number of the stream opened last.</summary>
    public int Stream => _stream;

    /// <summary>Asks for bytes to and from an address.</summary>
    public Task<TunnelAnswer> ConnectStreamAsync(string authority, byte[]? early = null) =>
        OpenAsync([(":method", "CONNECT"), (":authority", authority)], endStream: false, early);

    /// <summary>Sends a GET of the application's to an address.</summary>
    public Task<TunnelAnswer> GetAsync(string originalDestination, params IEnumerable<(string Name, string Value)> fields) => OpenAsync(
        [(":method", "GET"), (":scheme", "http"), (":authority", "app.t"), (":path", "/"),
            ("x-mesh-original-dst", originalDestination), ("x-mesh-app-version", "1.1"), .. fields], endStream: true);

    /// <summary>Sends a GET of the application's and does not wait for the answer.</summary>
    /// <returns>The stream's number.</returns>
    public Task<int> BeginGetAsync(string originalDestination) => BeginAsync(
        [(":method", "GET"), (":scheme", "http"), (":authority", "app.t"), (":path", "/"),
            ("x-mesh-original-dst", originalDestination), ("x-mesh-app-version", "1.1")], endStream: true);

    /// <summary>Opens a stream with any head and waits for the answer.</summary>
    public async Task<TunnelAnswer> OpenAsync(IEnumerable<(string Name, string Value)> head, bool endStream, byte[]? early = null)
    {
        await BeginAsync(head, endStream);
        if (early is not null)
            await SendAsync(early);
        return await AnswerAsync(_stream);
    }

    /// <summary>Opens a stream and does not wait.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> BeginAsync(IEnumerable<(string Name, string Value)> head, bool endStream)
    {
        _stream += 2;
        await _frames.WriteAsync(TunnelFrames.Headers, (byte)(TunnelFrames.EndHeaders | (endStream ? TunnelFrames.EndStream : 0)), _stream, FieldBlock.Encode(head));
        return _stream;
    }

    /// <summary>Waits for the head or the reset of a stream; what belongs to others is dropped.</summary>
    public async Task<TunnelAnswer> AnswerAsync(int stream) => (await AnswersAsync(stream))[0];

    /// <summary>The same for several streams, in whatever order the answers come; in the order of the streams.</summary>
    public async Task<TunnelAnswer[]> AnswersAsync(params int[] streams)
    {
        var answers = new Dictionary<int, TunnelAnswer>();
        while (answers.Count < streams.Length)
        {
            var (type, flags, from, payload) = await ReadAsync();
            if (!streams.Contains(from))
                continue;
            if (type == TunnelFrames.Reset)
                answers[from] = new TunnelAnswer(new Dictionary<string, string>(), BinaryPrimitives.ReadUInt32BigEndian(payload), true);
            else if (type == TunnelFrames.Headers)
                answers[from] = new TunnelAnswer(_frames.Decode(payload), null, (flags & TunnelFrames.EndStream) != 0);
        }
        return [.. streams.Select(stream => answers[stream])];
    }

    /// <summary>Sends bytes on the stream opened last.</summary>
    public Task SendAsync(byte[] data) => _frames.WriteAsync(TunnelFrames.Data, 0, _stream, data);

    /// <summary>Ends this side of the stream opened last.</summary>
    public Task EndAsync() => _frames.WriteAsync(TunnelFrames.Data, TunnelFrames.EndStream, _stream, []);

    /// <summary>Resets a stream, code CANCEL.</summary>
    public Task ResetAsync(int stream) => _frames.WriteAsync(TunnelFrames.Reset, 0, stream, [0, 0, 0, 8]);

    /// <summary>Reads the stream opened last to its end.</summary>
    /// <exception cref="TunnelResetException">It was reset.</exception>
    public Task<byte[]> ReadToEndAsync() => ReadToEndAsync(_stream);

    /// <summary>Reads a stream to its end; what belongs to others is dropped.</summary>
    /// <exception cref="TunnelResetException">It was reset.</exception>
    public async Task<byte[]> ReadToEndAsync(int stream)
    {
        var received = new List<byte>();
        while (true)
        {
            var (type, flags, from, payload) = await ReadAsync();
            if (type == TunnelFrames.Reset && from == stream)
                throw new TunnelResetException(BinaryPrimitives.ReadUInt32BigEndian(payload));
            if (type != TunnelFrames.Data || from != stream)
                continue;
            received.AddRange(payload);
            if ((flags & TunnelFrames.EndStream) != 0)
                return [.. received];
        }
    }

    /// <summary>Reads on until the callee has said which stream is the last it serves.</summary>
    public async Task<int> WaitForGoAwayAsync()
    {
        while (LastServed is null or int.MaxValue)
            await ReadAsync();
        return LastServed.Value;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _tls.DisposeAsync();

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync()
    {
        var frame = await _frames.ReadAsync();
        if (frame.Type == TunnelFrames.GoAway)
            NoteGoAway(frame.Payload);
        return frame;
    }

    private void NoteGoAway(byte[] payload)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(4)) is not 0 and var code)
            throw new IOException($"the callee ended the tunnel with code {code}");
        LastServed = BinaryPrimitives.ReadInt32BigEndian(payload);
    }
}
