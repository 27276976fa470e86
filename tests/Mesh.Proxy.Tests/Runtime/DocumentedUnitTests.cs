using System.Text.RegularExpressions;
using Mesh.Proxy.Runtime;
using Mesh.TestKit;

namespace Mesh.Proxy.Tests.Runtime;

/// <summary>The systemd unit of docs/install.md.</summary>
public sealed class DocumentedUnitTests
{
    private const string Program = "/usr/local/bin/mesh-proxy";

    private readonly string _unit = Regex.Match(
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/install.md")), "<!-- block: mesh-proxy.service -->\n```ini\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value;

    [Fact]
    public void Its_flags_are_flags_and_it_upgrades_the_proxy_it_starts()
    {
        var parser = new ProxyOptionsParser();
        var options = parser.Parse(Line("ExecStart"));
        Assert.Empty(parser.Errors);
        Assert.Equal(["admin", "upgrade", "--admin-socket", options!.AdminSocket], Line("ExecReload"));
        Assert.Equal(options.StateDirectory, $"/var/lib/{Value("StateDirectory")}");
    }

    [Fact]
    public void The_manager_believes_both_processes_and_waits_for_the_drain()
    {
        Assert.Equal(("notify", "all"), (Value("Type"), Value("NotifyAccess")));
        var options = new ProxyOptionsParser().Parse(Line("ExecStart"))!;
        Assert.True(int.Parse(Value("TimeoutStopSec")) > options.DrainDeadline.TotalSeconds);
    }

    private string[] Line(string key)
    {
        var words = Value(key).Split(' ');
        Assert.Equal(Program, words[0]);
        return words[1..];
    }

    private string Value(string key) => Regex.Match(_unit, $"^{key}=(.*)$", RegexOptions.Multiline).Groups[1].Value;
}
