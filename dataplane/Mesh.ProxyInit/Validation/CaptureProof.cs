using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Mesh.ProxyInit.Options;
using Mesh.ProxyInit.Rules;

namespace Mesh.ProxyInit.Validation;

/// <summary>Proves by real traffic that what is to be captured is captured.</summary>
internal sealed class CaptureProof(CaptureOptions options, TimeProvider time, TextWriter log)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <exception cref="InitFailure">Traffic that must be captured went elsewhere.</exception>
    public async Task RunAsync(IReadOnlyList<FamilyAddresses> families)
    {
        foreach (var family in families)
        {
            var targets = Targets(family.Family);
            var outcome = await FirstProvenAsync(targets).ConfigureAwait(false);
            await ReportAsync(outcome).ConfigureAwait(false);
            if (options.CaptureDns && targets.Count > 0 && outcome.Result == ProbeResult.Redirected)
            {
                await ReportAsync(await new DnsProbe(options.Ports.Dns, Timeout, time).RunAsync(targets[0].Address).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
    }

    private async Task<ProbeOutcome> FirstProvenAsync(IReadOnlyList<IPEndPoint> targets)
    {
        var probe = new RedirectProbe(options.Ports.Outbound, Timeout, time);
        var outcome = new ProbeOutcome(ProbeResult.NotProven, "the options capture no connection that this process could make: nothing is proven");
        foreach (var target in targets)
        {
            outcome = await probe.RunAsync(target).ConfigureAwait(false);
            if (outcome.Result != ProbeResult.NotProven)
            {
                break;
            }
        }

        return outcome;
    }

    private Task ReportAsync(ProbeOutcome outcome) => outcome.Result == ProbeResult.Failed
        ? throw new InitFailure(outcome.Message)
        : log.WriteLineAsync((outcome.Result == ProbeResult.Redirected ? "proven: " : "warning: ") + outcome.Message);

    private IReadOnlyList<IPEndPoint> Targets(AddressFamily family) => ProcessOwner.IsExempt(options)
        ? []
        : [.. ProbeTarget.For(options, family, Neighbours()).Where(target => options.ExcludedInterfaces.Count == 0 || !LeavesByExcluded(target))];

    // A connected datagram socket sends nothing, but knows from where it would.
    private bool LeavesByExcluded(IPEndPoint target)
    {
        using var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(target);
            var source = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return NetworkInterface.GetAllNetworkInterfaces().Any(nic =>
                options.ExcludedInterfaces.Contains(nic.Name) && nic.GetIPProperties().UnicastAddresses.Any(unicast => unicast.Address.Equals(source)));
        }
        catch (SocketException)
        {
            // No route: the probe says so.
            return false;
        }
    }

    // The last bit of an own address, flipped, is an address on the same link: it has a route even where there is no default route.
    private static IEnumerable<IPAddress> Neighbours() =>
        from nic in NetworkInterface.GetAllNetworkInterfaces()
        where nic.NetworkInterfaceType != NetworkInterfaceType.Loopback
        from unicast in nic.GetIPProperties().UnicastAddresses
        where !unicast.Address.IsIPv6LinkLocal && unicast.PrefixLength < (unicast.Address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        select Flipped(unicast.Address);

    private static IPAddress Flipped(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes[^1] ^= 1;
        return new IPAddress(bytes);
    }
}
