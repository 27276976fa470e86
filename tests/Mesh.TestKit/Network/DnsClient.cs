using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Mesh.TestKit.Network;

/// <summary>Asks a nameserver from a host.</summary>
/// <param name="host">Where the questions start.</param>
/// <param name="server">The nameserver.</param>
/// <param name="uid">Who asks: 1337 is the proxy. Default 0.</param>
public sealed class DnsClient(NetworkHost host, IPEndPoint server, uint uid = 0)
{
    private static readonly TimeSpan Retransmit = TimeSpan.FromSeconds(1);

    /// <summary>How often a question is sent, a second after the other, until it is answered. Default 5.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Asks over UDP, again each second, as resolvers do.</summary>
    public async Task<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken cancellation = default)
    {
        using var socket = host.CreateSocket(server.AddressFamily, SocketType.Dgram, uid);
        await socket.ConnectAsync(server, cancellation);
        var question = DnsMessage.Question(NewId(), name, type);
        var buffer = new byte[4096];
        for (var attempt = 1; ; attempt++)
        {
            await socket.SendAsync(question, cancellation);
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            wait.CancelAfter(Retransmit);
            try
            {
                var length = await socket.ReceiveAsync(buffer, wait.Token);
                if (buffer.AsSpan(0, 2).SequenceEqual(question.AsSpan(0, 2)))
                {
                    return DnsMessage.Parse(buffer.AsSpan(0, length));
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && attempt < Tries)
            {
                // The next turn asks again.
            }
        }
    }

    /// <summary>Asks over TCP (RFC 7766).</summary>
    public async Task<DnsAnswer> QueryTcpAsync(string name, DnsType type, CancellationToken cancellation = default)
    {
        using var socket = await host.ConnectAsync(server, uid, cancellation);
        await using var stream = new NetworkStream(socket);
        var question = DnsMessage.Question(NewId(), name, type);
        await stream.WriteAsync(new byte[] { (byte)(question.Length >> 8), (byte)question.Length }.Concat(question).ToArray(), cancellation);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellation);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellation);
        return DnsMessage.Parse(answer);
    }

    private static ushort NewId() => (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue);
}
