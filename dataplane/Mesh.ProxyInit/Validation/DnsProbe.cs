using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Mesh.ProxyInit.Validation;

/// <summary>Takes the proxy's place on its DNS port, sends a datagram to a nameserver's port elsewhere, and answers it.</summary>
internal sealed class DnsProbe(int dnsPort, TimeSpan timeout, TimeProvider time)
{
    private const int NameserverPort = 53;
    private const int NonceLength = 16;

    public async Task<ProbeOutcome> RunAsync(IPAddress nameserver)
    {
        var target = new IPEndPoint(nameserver, NameserverPort);
        using var client = new Socket(nameserver.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var server = Bind(nameserver.AddressFamily);
        if (server is null)
        {
            return new ProbeOutcome(ProbeResult.NotProven, $"port {dnsPort} is in use, so the proxy runs: the capture of DNS is not proven again");
        }

        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            await client.ConnectAsync(target, deadline.Token).ConfigureAwait(false);
            await ExchangeAsync(client, server, deadline.Token).ConfigureAwait(false);
            return new ProbeOutcome(ProbeResult.Redirected, $"a datagram to {target} arrived at port {dnsPort} and was answered");
        }
        catch (SocketException exception) when (RedirectProbe.IsNoRoute(exception.SocketErrorCode))
        {
            return new ProbeOutcome(ProbeResult.NotProven, $"no route to {target}: the capture of DNS is not proven");
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return new ProbeOutcome(ProbeResult.Failed, $"the rules are applied, but a datagram to {target} did not reach port {dnsPort}, or the answer was lost. "
                + "Look for an earlier rule that takes it: iptables-save");
        }
    }

    private static async Task ExchangeAsync(Socket client, Socket server, CancellationToken cancellation)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var buffer = new byte[NonceLength];
        await client.SendAsync(nonce, cancellation).ConfigureAwait(false);
        SocketReceiveFromResult received;
        do
        {
            received = await server.ReceiveFromAsync(buffer, new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0), cancellation)
                .ConfigureAwait(false);
        }
        while (!buffer.AsSpan(0, received.ReceivedBytes).SequenceEqual(nonce));

        await server.SendToAsync(nonce, received.RemoteEndPoint, cancellation).ConfigureAwait(false);
        await client.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
    }

    private Socket? Bind(AddressFamily family)
    {
        var server = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            server.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, dnsPort));
            return server;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            server.Dispose();
            return null;
        }
    }
}
