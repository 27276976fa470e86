using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Transport;
using Mesh.Engine.Loops;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.Proxy.Control;
using Mesh.TestKit.Certificates;

namespace Mesh.Proxy.Tests.Control;

/// <summary>A loop for transports under test, and what a workload shows to a control plane.</summary>
internal sealed class ControlClient : IDisposable
{
    internal const string ControlPlane = $"spiffe://cluster.local/ns/{MeshIdentities.SystemNamespace}/sa/{MeshIdentities.ControlPlane}";

    private readonly EventLoop _loop = new();

    internal ControlClient()
    {
        _loop.UnhandledError += Errors.Add;
        _loop.Start("test");
    }

    internal static TestAuthority Authority { get; } = new("cluster.local");

    /// <summary>Exceptions that reached the loop: bugs.</summary>
    internal List<Exception> Errors { get; } = [];

    internal static WorkloadCredentials Issue(string id = "spiffe://cluster.local/ns/shop/sa/web", TestAuthority? authority = null)
    {
        authority ??= Authority;
        using var key = KeyAndRequest.Create(SpiffeId.Parse(id));
        var bundle = TrustBundle.Create(TrustDomain.Parse("cluster.local"), [authority.Root.RawDataMemory]);
        return new WorkloadCredentials(key.Complete([authority.Sign(key.Request)]), bundle);
    }

    /// <summary>How the workload of <paramref name="credentials"/> connects to the control plane.</summary>
    internal static ControlSecurity Security(WorkloadCredentials credentials) =>
        ControlSecurity.Verified(TrustBundle.Create(TrustDomain.Parse("cluster.local"), [Authority.Root.RawDataMemory]), SpiffeId.Parse(ControlPlane), credentials.Certificate);

    internal ControlTransport Connect(ServiceAddress address, WorkloadCredentials? credentials = null)
    {
        credentials ??= Issue();
        return Connect(address, () => Security(credentials));
    }

    internal ControlTransport Connect(ServiceAddress address, Func<ControlSecurity> security) => new(_loop, address, security);

    public void Dispose()
    {
        _loop.Dispose();
        Assert.Empty(Errors);
    }
}
