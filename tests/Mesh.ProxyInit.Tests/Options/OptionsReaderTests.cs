using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Tests.Options;

public sealed class OptionsReaderTests
{
    [Fact]
    public void Nothing_given_means_capture_all_tcp_and_prove_it()
    {
        var request = Valid("");
        Assert.Equal(InitAction.Apply, request.Action);
        Assert.Equal(BackendChoice.Auto, request.Backend);
        Assert.True(request.Validate);
        Assert.False(request.Capture.CaptureDns);
        Assert.Equal((1337u, 1337u), (request.Capture.ProxyUid, request.Capture.ProxyGid));
        Assert.Equal([15001, 15006, 15008, 15020, 15053], request.Capture.Ports.Each);
    }

    [Fact]
    public void Values_arrive_where_they_belong()
    {
        var request = Valid("--capture-dns --validate false --backend legacy --exclude-outbound-ports=22,8000-8100 --include-outbound-cidrs 10.0.0.0/8,1.2.3.4,FD00::/8 --exclude-uids 7");
        Assert.True(request.Capture.CaptureDns);
        Assert.False(request.Validate);
        Assert.Equal(BackendChoice.Legacy, request.Backend);
        Assert.Equal([new PortRange(22, 22), new PortRange(8000, 8100)], request.Capture.OutboundPorts.Excluded);
        Assert.Equal(["10.0.0.0/8", "1.2.3.4/32", "fd00::/8"], request.Capture.OutboundDestinations.Included.Select(network => network.ToString()));
        Assert.Equal([7u], request.Capture.ExcludedUids);
    }

    [Theory]
    [InlineData("--help", nameof(InitAction.Help))]
    [InlineData("--version", nameof(InitAction.Version))]
    [InlineData("--cleanup", nameof(InitAction.Cleanup))]
    [InlineData("--dry-run true", nameof(InitAction.DryRun))]
    [InlineData("--dry-run false", nameof(InitAction.Apply))]
    public void An_action_is_a_switch(string arguments, string action) => Assert.Equal(action, Valid(arguments).Action.ToString());

    [Theory]
    [InlineData("--exclude-outbound-ports 0", "'0' is not a port from 1 to 65535")]
    [InlineData("--exclude-outbound-ports 65536", "'65536' is not a port")]
    [InlineData("--exclude-outbound-ports +80", "'+80' is not a port")]
    [InlineData("--exclude-outbound-ports 80,,81", "'' is not a port")]
    [InlineData("--exclude-outbound-ports 9-8", "'9-8' is not a port")]
    [InlineData("--exclude-outbound-ports 1-2-3", "'1-2-3' is not a port")]
    [InlineData("--exclude-outbound-ports 80,80", "80 and 80 overlap")]
    [InlineData("--exclude-outbound-ports 80,70-90", "80 and 70-90 overlap")]
    [InlineData("--include-inbound-ports 80 --exclude-inbound-ports 70-90", "80 is wholly inside")]
    [InlineData("--exclude-inbound-ports 15000-15010", "15001 is the proxy's own port")]
    [InlineData("--exclude-outbound-cidrs 10.0.0.1/8", "'10.0.0.1/8' is not an IPv4 or IPv6 prefix")]
    [InlineData("--exclude-outbound-cidrs 10.0.0.0/33", "'10.0.0.0/33' is not")]
    [InlineData("--exclude-outbound-cidrs 10.8/16", "'10.8/16' is not")]
    [InlineData("--exclude-outbound-cidrs 010.0.0.0/8", "'010.0.0.0/8' is not")]
    [InlineData("--exclude-outbound-cidrs fe80::1%eth0", "'fe80::1%eth0' is not")]
    [InlineData("--exclude-outbound-cidrs ::ffff:10.0.0.0/104", "is not an IPv4 or IPv6 prefix")]
    [InlineData("--exclude-outbound-cidrs 10.0.0.0/8,10.0.0.0/8", "10.0.0.0/8 is named twice")]
    [InlineData("--include-outbound-cidrs 10.0.0.0/8 --exclude-outbound-cidrs 10.0.0.0/8", "is in both")]
    [InlineData("--exclude-interfaces lo", "'lo' is not a network interface name")]
    [InlineData("--exclude-interfaces eth0;reboot", "is not a network interface name")]
    [InlineData("--exclude-interfaces -jACCEPT", "is not a network interface name")]
    [InlineData("--exclude-interfaces abcdefghijklmnop", "is not a network interface name")]
    [InlineData("--exclude-uids 4294967295", "is not a number from 0 to 4294967294")]
    [InlineData("--exclude-uids root", "'root' is not a number")]
    [InlineData("--proxy-uid -1", "'-1' is not a number")]
    [InlineData("--outbound-port 15006", "cannot use port 15006 for two things")]
    [InlineData("--outbound-port 80-81", "'80-81' is not a port")]
    [InlineData("--capture-dns --exclude-outbound-ports 53", "exclude each other")]
    [InlineData("--cleanup --dry-run", "exclude each other")]
    [InlineData("--capture-dns=yes", "neither true nor false")]
    [InlineData("--backend pf", "'pf' is not one of auto, nft, legacy")]
    [InlineData("--proxy-uid", "needs a value")]
    [InlineData("--proxy-uid 1 --proxy-uid 2", "given twice")]
    [InlineData("--flush", "'--flush' is not a known option")]
    [InlineData("flush", "'flush' is not a known option")]
    public void A_mistake_is_named(string arguments, string message)
    {
        OptionsReader.Read(arguments.Split(' '), out var errors);
        Assert.Contains(errors, error => error.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        OptionsReader.Read(["--exclude-outbound-ports", "0,70000", "--exclude-outbound-cidrs", "x", "--nonsense"], out var errors);
        Assert.Equal(4, errors.Count);
    }

    [Fact]
    public void Control_characters_of_an_argument_are_not_repeated()
    {
        OptionsReader.Read(["--exclude-interfaces", "a\n-A OUTPUT\u001b[2J"], out var errors);
        Assert.DoesNotContain(Assert.Single(errors), char.IsControl);
    }

    [Fact]
    public void Lists_are_bounded()
    {
        OptionsReader.Read(["--exclude-uids", string.Join(',', Enumerable.Range(0, 257))], out var errors);
        Assert.Contains("at most 256", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void No_value_breaks_out_of_its_rule() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            string[] flags = [Flags.ExcludeInterfaces, Flags.ExcludeOutboundCidrs, Flags.ExcludeOutboundPorts, Flags.ExcludeUids];
            return flags.All(flag =>
            {
                var request = OptionsReader.Read([flag, text.Get], out var errors);
                return errors.Count > 0 || Mesh.ProxyInit.Rules.RuleSet.For(request.Capture, Mesh.ProxyInit.Rules.FamilyAddresses.IPv4).Tables
                    .SelectMany(table => table.Rules).All(rule => !rule.Any(c => char.IsControl(c) || c is '"' or '\'' or '\\'));
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_prefix_means_what_it_says() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(uint Address, byte Length)>(), input =>
        {
            var length = input.Length % 33;
            var masked = length == 0 ? 0 : input.Address & (uint.MaxValue << (32 - length));
            var bytes = BitConverter.GetBytes(masked);
            Array.Reverse(bytes);
            var text = $"{new IPAddress(bytes)}/{length}";
            var request = OptionsReader.Read(["--exclude-outbound-cidrs", text], out var errors);
            return errors.Count == 0 && request.Capture.OutboundDestinations.Excluded.Single().ToString() == text;
        }).QuickCheckThrowOnFailure();

    private static InitRequest Valid(string arguments)
    {
        var request = OptionsReader.Read(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var errors);
        Assert.Empty(errors);
        return request;
    }
}
