using System.Net;
using Mesh.Hosting.Arguments;
using Microsoft.Extensions.Logging;

namespace Mesh.Hosting.Tests.Arguments;

public sealed class FlagsTests
{
    private static readonly IPEndPoint Otherwise = new(IPAddress.Any, 15013);

    [Fact]
    public void Values_are_read_in_both_forms()
    {
        var flags = new Flags("mesh-x", ["--state-dir", "/s", "--listen=[::1]:0", "--ttl", "90s", "--log-level", "debug"]);

        Assert.Equal("/s", flags.RequiredText("state-dir", "/var/lib"));
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 0), flags.Endpoint("listen", Otherwise));
        Assert.Equal(TimeSpan.FromSeconds(90), flags.Duration("ttl", TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
        Assert.Equal(LogLevel.Debug, flags.LogLevel());
        Assert.Equal(Otherwise, flags.Endpoint("metrics-listen", Otherwise));
        flags.RefuseRest();
        Assert.Empty(flags.Errors);
    }

    [Fact]
    public void All_errors_are_collected()
    {
        var flags = new Flags("mesh-x", ["stray", "--listen", "127.0.0.1", "--twice", "a", "--twice", "b", "--unknown", "1", "--ttl", "0s", "--log-level", "loud", "--last", "--bare"]);

        flags.Endpoint("listen", Otherwise);
        flags.Text("twice");
        flags.Duration("ttl", TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.FromHours(24));
        flags.LogLevel();
        flags.Text("last");
        flags.RequiredText("state-dir", "/var/lib/mesh-ca");
        flags.RequiredEndpoint("ca", "10.0.0.2:15013");
        flags.RefuseRest();

        Assert.Equal(
            [
                "'stray' is not a flag",
                "--twice is given more than once",
                "--listen: '127.0.0.1' is not IP:PORT, such as 127.0.0.1:15013 or [::1]:15013",
                "--ttl: '0s' is not a duration from 10s to 24h, such as 300ms, 90s, 5m or 24h",
                "--log-level: 'loud' is not debug, info or warn",
                "--last needs a value",
                "--state-dir is missing, for example --state-dir /var/lib/mesh-ca",
                "--ca is missing, for example --ca 10.0.0.2:15013",
                "--unknown is not a flag of mesh-x",
                "--bare is not a flag of mesh-x",
            ],
            flags.Errors);
    }

    [Fact]
    public void A_switch_is_there_or_not_and_takes_no_value()
    {
        var flags = new Flags("mesh-x", ["--kubernetes", "--ca", "10.0.0.2:15013", "--dry-run", "yes"]);

        Assert.True(flags.Switch("kubernetes"));
        Assert.False(flags.Switch("validate"));
        Assert.False(flags.Switch("dry-run"));
        flags.RequiredEndpoint("ca", "10.0.0.2:15013");
        flags.RefuseRest();
        Assert.Equal(["--dry-run takes no value, but is given 'yes'"], flags.Errors);
    }

    [Theory]
    [InlineData("::1:80")]
    [InlineData("[::1]")]
    [InlineData("localhost:80")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData(":80")]
    public void An_address_needs_ip_and_port(string text)
    {
        var flags = new Flags("mesh-x", ["--listen", text]);

        flags.Endpoint("listen", Otherwise);

        Assert.Single(flags.Errors);
    }

    [Theory]
    [InlineData("300ms", 300)]
    [InlineData("90s", 90_000)]
    [InlineData("5m", 300_000)]
    [InlineData("24h", 86_400_000)]
    public void Durations_read_and_write(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
        Assert.True(Durations.TryParse(Durations.Format(duration), out var again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("1.5h")]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData("2147483647h")]
    [InlineData("99999999999s")]
    public void Other_durations_are_refused(string text) => Assert.False(Durations.TryParse(text, out _));
}
