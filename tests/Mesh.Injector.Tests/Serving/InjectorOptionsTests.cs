using Mesh.Hosting.Arguments;
using Mesh.Injector.Serving;

namespace Mesh.Injector.Tests.Serving;

public sealed class InjectorOptionsTests
{
    private static readonly string[] Images = ["--proxy-image", "p:1", "--init-image", "i:1"];

    [Fact]
    public void Images_are_enough()
    {
        var injection = Read([], Images).Injection;
        Assert.Equal(("p:1", "i:1", "cluster.local", "mesh-system"), (injection.ProxyImage, injection.InitImage, injection.TrustDomain, injection.SystemNamespace));
        Assert.Equal(("mesh-ca.mesh-system.svc.cluster.local:15013", "mesh-controlplane.mesh-system.svc.cluster.local:15012"), (injection.CertAuthority, injection.ControlPlane));
    }

    [Fact]
    public void Services_are_found_in_its_own_namespace_unless_said_otherwise()
    {
        var injection = Read([], [.. Images, "--namespace", "mesh", "--control-plane", "10.0.0.2:15012"]).Injection;
        Assert.Equal(("mesh-ca.mesh.svc.cluster.local:15013", "10.0.0.2:15012"), (injection.CertAuthority, injection.ControlPlane));
    }

    [Fact]
    public void All_mistakes_are_named() => Read(
        ["--proxy-image is missing", "--init-image is missing", "--trust-domain: 'Not One' is not a trust domain", "--ca: 'ca' is not HOST:PORT", "--colour is not a flag"],
        ["--trust-domain", "Not One", "--ca", "ca", "--colour", "red"]);

    private static InjectorOptions Read(string[] errors, string[] arguments)
    {
        var flags = new Flags("mesh-injector", arguments);
        var options = InjectorOptions.Read(flags);
        flags.RefuseRest();
        Assert.Equal(errors.Length, flags.Errors.Count);
        Assert.All(errors, error => Assert.Contains(flags.Errors, line => line.StartsWith(error, StringComparison.Ordinal)));
        return options;
    }
}
