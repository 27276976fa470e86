using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Tests.Http1;

/// <summary>A client that writes what it is told and reads what comes.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly NetworkStream _stream;

    private RawClient(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        Reader = new RawReader(_stream);
    }

    internal RawReader Reader { get; }

    internal static async Task<RawClient> ConnectAsync(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        return new RawClient(socket);
    }

    internal async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Ends the sending direction.</summary>
    internal void EndSending() => _stream.Socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next message's head.</summary>
    internal async Task<RawMessage> ReadHeadAsync() => await RawMessage.ReadAsync(Reader) ?? throw new InvalidDataException("the connection ended");

    /// <summary>The next message with its body, as <c>200: body</c> and trailers after a bar.</summary>
    internal async Task<string> ReadAnswerAsync()
    {
        var message = await ReadHeadAsync();
        var body = await message.ReadBodyAsync();
        return $"{message.Line.Split(' ')[1]}: {body}{string.Concat(message.Trailers.Select(t => "|" + t))}";
    }

    public void Dispose() => _stream.Dispose();
}
