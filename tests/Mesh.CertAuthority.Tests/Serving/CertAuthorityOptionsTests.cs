using Mesh.CertAuthority.Serving;
using Mesh.Hosting.Arguments;

namespace Mesh.CertAuthority.Tests.Serving;

public sealed class CertAuthorityOptionsTests
{
    [Fact]
    public void In_Kubernetes_nothing_else_is_needed()
    {
        var options = Read([], "--kubernetes");
        Assert.Equal(("cluster.local", null, null, null), (options.TrustDomain.Name, options.StateDirectory, options.AdminSocket, options.Kubeconfig));
        Assert.Equal("/k", Read([], "--kubernetes", "--kubeconfig", "/k").Kubeconfig);
    }

    [Fact]
    public void Outside_state_and_trust_domain_are()
    {
        var options = Read([], "--state-dir", "/s", "--trust-domain", "td");
        Assert.Equal(("td", "/s", "/s/admin.sock"), (options.TrustDomain.Name, options.StateDirectory, options.AdminSocket));
        Read(["--state-dir is missing", "--trust-domain is missing"]);
    }

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        Read(["--kubernetes and --state-dir exclude each other", "--kubernetes and --admin-socket exclude each other"], "--kubernetes", "--state-dir", "/s", "--admin-socket", "/a");
        Read(["--kubeconfig goes with --kubernetes"], "--state-dir", "/s", "--trust-domain", "td", "--kubeconfig", "/k");
    }

    private static CertAuthorityOptions Read(string[] errors, params string[] arguments)
    {
        var flags = new Flags("mesh-ca", arguments);
        var options = CertAuthorityOptions.Read(flags);
        flags.RefuseRest();
        Assert.Equal(errors.Length, flags.Errors.Count);
        Assert.All(errors, error => Assert.Contains(flags.Errors, line => line.StartsWith(error, StringComparison.Ordinal)));
        return options;
    }
}
