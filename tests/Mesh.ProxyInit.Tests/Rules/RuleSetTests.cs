using System.Net;
using Mesh.ProxyInit.Options;
using Mesh.ProxyInit.Rules;

namespace Mesh.ProxyInit.Tests.Rules;

public sealed class RuleSetTests
{
    /// <summary>Set to rewrite the golden files: <c>UPDATE_GOLDEN=1 dotnet test</c>, then read the difference.</summary>
    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static TheoryData<string, string> Cases => new()
    {
        { "default", "" },
        { "dns", "--capture-dns" },
        { "inbound-filters", "--include-inbound-ports 80,8000-8100 --exclude-inbound-ports 8050 --include-inbound-cidrs 10.0.0.0/8,fd00::/8 --exclude-inbound-cidrs 10.9.0.1,fd00:9::/64" },
        { "outbound-filters", "--include-outbound-ports 80,9000-9010 --exclude-outbound-ports 9005 --include-outbound-cidrs 10.0.0.0/8,fd00::/8 --exclude-outbound-cidrs 10.9.0.0/16,fd00:9::1" },
        { "included-ports", "--include-inbound-ports 80 --include-outbound-ports 443,6379" },
        { "ipv4-prefixes-only", "--include-outbound-cidrs 10.0.0.0/8 --include-outbound-ports 80 --exclude-inbound-cidrs 192.168.0.0/16" },
        { "owners-and-interfaces", "--capture-dns --proxy-uid 200 --proxy-gid 201 --exclude-uids 0,1000 --exclude-gids 2000 --exclude-interfaces docker0,eth1.7" },
        { "own-ports", "--capture-dns --outbound-port 16001 --inbound-port 16006 --tunnel-port 16008 --metrics-port 16020 --dns-port 16053" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rules_are_those_of_the_golden_file(string name, string arguments)
    {
        var options = Read(arguments);
        var rendered = $"# {arguments}\n# iptables-restore --noflush\n{RuleSet.For(options, FamilyAddresses.IPv4).Render()}"
            + $"# ip6tables-restore --noflush\n{RuleSet.For(options, FamilyAddresses.IPv6).Render()}";
        var path = Path.Combine(Testdata.Directory, name + ".rules");
        if (Update)
        {
            File.WriteAllText(path, rendered);
        }

        Assert.Equal(File.ReadAllText(path), rendered);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_jump_leads_to_a_declared_chain_of_ours(string name, string arguments)
    {
        Assert.NotEmpty(name);
        foreach (var table in RuleSet.For(Read(arguments), FamilyAddresses.IPv6).Tables)
        {
            var targets = table.Rules.Select(rule => rule.Split(" -j ")[1].Split(' ')[0]).Where(target => target.StartsWith("MESH", StringComparison.Ordinal)).ToHashSet();
            Assert.Subset(table.Chains.ToHashSet(), targets);
            Assert.Subset(OwnedChains.All.ToHashSet(), table.Chains.ToHashSet());
        }
    }

    [Fact]
    public void A_prefix_of_one_ip_version_is_in_the_rules_of_that_version_only()
    {
        var options = new CaptureOptions { OutboundDestinations = new AddressFilter([], [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")]) };
        var v4 = RuleSet.For(options, FamilyAddresses.IPv4).Render();
        var v6 = RuleSet.For(options, FamilyAddresses.IPv6).Render();
        Assert.Contains("-d 10.0.0.0/8 -j RETURN", v4, StringComparison.Ordinal);
        Assert.DoesNotContain("fd00", v4, StringComparison.Ordinal);
        Assert.Contains("-d fd00::/8 -j RETURN", v6, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.0", v6, StringComparison.Ordinal);
    }

    private static CaptureOptions Read(string arguments)
    {
        var request = OptionsReader.Read(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var errors);
        Assert.Empty(errors);
        return request.Capture;
    }
}
