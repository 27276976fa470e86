using System.Net;
using System.Net.Sockets;

namespace Mesh.ProxyInit.Validation;

/// <summary>Takes the proxy's place on its outbound port and connects to an address that must end there.</summary>
internal sealed class RedirectProbe(int outboundPort, TimeSpan timeout, TimeProvider time)
{
    public async Task<ProbeOutcome> RunAsync(IPEndPoint target)
    {
        using var client = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var listener = Listen(target.AddressFamily);
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            await client.ConnectAsync(target, deadline.Token).ConfigureAwait(false);
            return listener is null
                ? new ProbeOutcome(ProbeResult.Redirected, $"port {outboundPort} is in use, so the proxy runs, and it accepted a connection to {target}")
                : await AcceptAsync(listener, client, target, deadline.Token).ConfigureAwait(false);
        }
        catch (SocketException exception) when (IsNoRoute(exception.SocketErrorCode))
        {
            return new ProbeOutcome(ProbeResult.NotProven, $"no route to {target}: its capture is not proven");
        }
        catch (SocketException exception)
        {
            return Failed(target, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return Failed(target, $"nothing arrived within {timeout.TotalSeconds:0.###} s");
        }
    }

    internal static bool IsNoRoute(SocketError error) => error is SocketError.NetworkUnreachable or SocketError.HostUnreachable
        or SocketError.AddressNotAvailable or SocketError.NetworkDown;

    private async Task<ProbeOutcome> AcceptAsync(Socket listener, Socket client, IPEndPoint target, CancellationToken cancellation)
    {
        while (true)
        {
            using var accepted = await listener.AcceptAsync(cancellation).ConfigureAwait(false);
            if (!Equals(accepted.RemoteEndPoint, client.LocalEndPoint))
            {
                // An application of this workload that is early.
                continue;
            }

            var original = OriginalDestination.Of(accepted);
            return original.Equals(target)
                ? new ProbeOutcome(ProbeResult.Redirected, $"a connection to {target} arrived at port {outboundPort}")
                : Failed(target, $"it arrived, but its original destination reads {original}");
        }
    }

    private Socket? Listen(AddressFamily family)
    {
        var listener = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.ExclusiveAddressUse = false;
            if (family == AddressFamily.InterNetworkV6)
            {
                listener.DualMode = false;
            }

            listener.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, outboundPort));
            listener.Listen();
            return listener;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            listener.Dispose();
            return null;
        }
    }

    private ProbeOutcome Failed(IPEndPoint target, string reason) => new(
        ProbeResult.Failed,
        $"the rules are applied, but a test connection to {target} did not reach port {outboundPort}: {reason}. Look for an earlier rule that takes it: iptables-save -t nat");
}
