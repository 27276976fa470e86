using Mesh.Cli.ProxyStatus;

namespace Mesh.Cli.Tests.ProxyStatus;

public sealed class ProxyStatusViewTests
{
    [Theory]
    [InlineData("0.1.0+a5157a8f3b2846d0e6f4b56431eab2e1b24031f0", "0.1.0+a5157a8")]
    [InlineData("0.1.0+abc", "0.1.0+abc")]
    [InlineData("0.1.0", "0.1.0")]
    [InlineData("", "")]
    public void A_version_shows_the_beginning_of_its_commit(string version, string shown) => Assert.Equal(shown, ProxyStatusView.ShortVersion(version));
}
