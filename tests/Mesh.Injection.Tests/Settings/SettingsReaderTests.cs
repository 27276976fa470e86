using Mesh.Injection.Settings;
using Mesh.Injection.Tests.Fakes;

namespace Mesh.Injection.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Theory]
    [InlineData("include-inbound-ports", "80,8000-8100")]
    [InlineData("exclude-inbound-ports", "9090")]
    [InlineData("exclude-outbound-ports", "3306,5432")]
    [InlineData("include-outbound-cidrs", "10.0.0.0/8,fd00::/8")]
    [InlineData("exclude-outbound-cidrs", "192.0.2.1,2001:db8::1")]
    [InlineData("capture-dns", "enabled")]
    [InlineData("log-level", "debug")]
    [InlineData("drain-deadline", "300ms")]
    [InlineData("drain-deadline", "1h")]
    [InlineData("endpoint-removal-wait-seconds", "0")]
    [InlineData("endpoint-removal-wait-seconds", "15")]
    [InlineData("proxy-protocol", "8443=v2,9000=v1")]
    [InlineData("proxy-cpu-request", "0.5")]
    [InlineData("proxy-cpu-limit", "250m")]
    [InlineData("proxy-memory-request", "64Mi")]
    [InlineData("proxy-memory-limit", "1Gi")]
    public void Good_values_are_taken(string name, string value)
    {
        var (settings, mistakes) = Read(name, value);
        Assert.Empty(mistakes);
        Assert.Equal(value, settings[name]);
    }

    [Theory]
    [InlineData("include-inbound-ports", "", "'' is not a port")]
    [InlineData("include-inbound-ports", "80,", "'' is not a port")]
    [InlineData("include-inbound-ports", "80, 81", "' 81' is not a port")]
    [InlineData("include-inbound-ports", "0", "'0' is not a port")]
    [InlineData("include-inbound-ports", "65536", "'65536' is not a port")]
    [InlineData("include-inbound-ports", "90-80", "'90-80' is not a port")]
    [InlineData("include-inbound-ports", "1-2-3", "'1-2-3' is not a port")]
    [InlineData("include-inbound-ports", "80,80", "an element is named twice")]
    [InlineData("exclude-inbound-ports", "15000-15010", "includes a port of the proxy")]
    [InlineData("exclude-outbound-cidrs", "10.0.0.1/8", "is not an IPv4 or IPv6 prefix")]
    [InlineData("exclude-outbound-cidrs", "010.0.0.0/8", "is not an IPv4 or IPv6 prefix")]
    [InlineData("exclude-outbound-cidrs", "10/8", "is not an IPv4 or IPv6 prefix")]
    [InlineData("exclude-outbound-cidrs", "10.0.0.0/33", "is not an IPv4 or IPv6 prefix")]
    [InlineData("exclude-outbound-cidrs", "fe80::1%eth0", "is not an IPv4 or IPv6 prefix")]
    [InlineData("exclude-outbound-cidrs", "--cleanup", "is not an IPv4 or IPv6 prefix")]
    [InlineData("capture-dns", "true", "'true' is none of enabled, disabled")]
    [InlineData("log-level", "trace", "'trace' is none of debug, info, warn")]
    [InlineData("drain-deadline", "30", "'30' is not a duration")]
    [InlineData("drain-deadline", "0s", "'0s' is not a duration")]
    [InlineData("drain-deadline", "1.5s", "'1.5s' is not a duration")]
    [InlineData("drain-deadline", "9999999s", "is not a duration")]
    [InlineData("endpoint-removal-wait-seconds", "3s", "'3s' is not a number of seconds from 0 (no wait) to 99")]
    [InlineData("endpoint-removal-wait-seconds", "100", "'100' is not a number of seconds")]
    [InlineData("endpoint-removal-wait-seconds", "-1", "'-1' is not a number of seconds")]
    [InlineData("proxy-protocol", "v2", "'v2' is not a port and a version, such as 8443=v2")]
    [InlineData("proxy-protocol", "", "'' is not a port and a version")]
    [InlineData("proxy-protocol", "8443=v3", "'v3' is neither v1 nor v2")]
    [InlineData("proxy-protocol", "0=v1", "'0=v1' is not a port and a version")]
    [InlineData("proxy-protocol", "8443=v1,8443=v2", "port 8443 is named twice")]
    [InlineData("proxy-protocol", "15006=v1", "port 15006 belongs to the proxy")]
    [InlineData("proxy-cpu-limit", "half", "'half' is not a quantity such as 250m or 0.5")]
    [InlineData("proxy-cpu-limit", "0", "'0' is not a quantity")]
    [InlineData("proxy-cpu-limit", "-1", "'-1' is not a quantity")]
    [InlineData("proxy-memory-limit", ".5Gi", "'.5Gi' is not a quantity")]
    [InlineData("proxy-memory-limit", "64MiB", "'64MiB' is not a quantity")]
    public void Bad_values_are_refused_with_the_annotation_the_value_and_what_is_allowed(string name, string value, string expected)
    {
        var mistake = Assert.Single(Read(name, value).Mistakes);
        Assert.StartsWith($"annotation config.meshctl.dev/{name} of the pod: ", mistake, StringComparison.Ordinal);
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_about_an_applications_ports_belongs_to_pods()
    {
        var (_, mistakes) = SettingsReader.Read(new Dictionary<string, string> { ["config.meshctl.dev/proxy-protocol"] = "80=v1" }, new Dictionary<string, string>());
        Assert.Equal("annotation config.meshctl.dev/proxy-protocol of the namespace is about one application's ports; give it to the pod", Assert.Single(mistakes));
    }

    [Fact]
    public void Unknown_settings_are_refused_and_the_known_ones_listed()
    {
        var mistake = Assert.Single(Read("loglevel", "debug\u001b[31m").Mistakes);
        Assert.StartsWith("annotation 'config.meshctl.dev/loglevel' of the pod (value 'debug?[31m') is not a setting; remove it, or use one of", mistake, StringComparison.Ordinal);
        Assert.Contains("log-level", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_namespace_and_pod_are_collected()
    {
        var (_, mistakes) = SettingsReader.Read(Annotations(("log-level", "loud"), ("colour", "red")), Annotations(("drain-deadline", "soon")));
        Assert.Equal(3, mistakes.Count);
        Assert.Equal(2, mistakes.Count(mistake => mistake.Contains("of the namespace", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("proxy-cpu-request", "2", "proxy-cpu-limit", "500m", "2 is more than proxy-cpu-limit, 500m")]
    [InlineData("proxy-memory-request", "1Gi", "proxy-memory-limit", "512Mi", "1Gi is more than proxy-memory-limit, 512Mi")]
    [InlineData("capture-dns", "enabled", "exclude-outbound-ports", "50-60", "exclude-outbound-ports has port 53")]
    public void What_contradicts_itself_is_refused(string first, string firstValue, string second, string secondValue, string expected)
    {
        var (_, mistakes) = SettingsReader.Read(Annotations((first, firstValue)), Annotations((second, secondValue)));
        Assert.Contains(expected, Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_below_the_default_request_lowers_it_and_a_request_above_the_default_limit_raises_it()
    {
        var (low, _) = SettingsReader.Read(Annotations(("proxy-cpu-limit", "10m"), ("proxy-memory-limit", "30Mi")), Annotations());
        Assert.Equal(("10m", "30Mi", "30Mi"), (low.CpuRequest, low.MemoryRequest, low.MemoryLimit));
        var (high, mistakes) = SettingsReader.Read(Annotations(("proxy-memory-request", "1Gi")), Annotations());
        Assert.Equal(("1Gi", "1Gi", 0), (high.MemoryRequest, high.MemoryLimit, mistakes.Count));
    }

    [Fact]
    public void Mistakes_do_not_matter_where_nothing_is_injected()
    {
        var pod = Samples.Pod(("config.meshctl.dev/colour", "red"));
        Assert.True(Samples.Injector.Inject(pod, Samples.Namespace("shop")).IsAllowed);
        Assert.False(Samples.Injector.Inject(pod, Samples.Enabled).IsAllowed);
    }

    private static (ProxySettings Settings, IReadOnlyList<string> Mistakes) Read(string name, string value) =>
        SettingsReader.Read(Annotations(), Annotations((name, value)));

    private static Dictionary<string, string> Annotations(params (string Name, string Value)[] settings) =>
        settings.ToDictionary(setting => $"config.meshctl.dev/{setting.Name}", setting => setting.Value);
}
