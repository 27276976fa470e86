using System.Net;
using System.Net.Sockets;
using k8s;
using k8s.Models;
using Mesh.Conventions;
using Mesh.TestKit;

namespace Mesh.Cluster.Tests.Clusters;

/// <summary>A real cluster, in which no mesh may be installed.</summary>
internal sealed class RealCluster(string kubeconfig) : TestCluster(kubeconfig)
{
    /// <summary>Names the address at which the cluster reaches this machine. Unset: the one that this machine reaches the API server from.</summary>
    private const string HostVariable = "MESH_TEST_HOST";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override IPAddress Host => Environment.GetEnvironmentVariable(HostVariable) is { Length: > 0 } address ? IPAddress.Parse(address) : Route();

    public override async Task UseSystemNamespaceAsync()
    {
        const string Name = MeshIdentities.SystemNamespace;
        if (await FindAsync(() => Client.CoreV1.ReadNamespaceAsync(Name)) is not null)
            throw new InvalidOperationException($"the cluster has a namespace {Name}: these tests need one in which no mesh is installed");
        await Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Name } });
        Afterwards(async () =>
        {
            await FindAsync(() => Client.CoreV1.DeleteNamespaceAsync(Name));
            await Eventually.TrueAsync(async () => await FindAsync(() => Client.CoreV1.ReadNamespaceAsync(Name)) is null, $"the end of {Name}", Patience);
        });
    }

    public override async Task ExposeAsync(string place, string service, IPEndPoint listens)
    {
        await Client.CoreV1.CreateNamespacedServiceAsync(
            new V1Service
            {
                Metadata = new V1ObjectMeta { Name = service },
                Spec = new V1ServiceSpec { Ports = [new V1ServicePort { Name = "https", Port = 443 }] },
            },
            place);
        await Client.DiscoveryV1.CreateNamespacedEndpointSliceAsync(
            new V1EndpointSlice
            {
                Metadata = new V1ObjectMeta { Name = service, Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = service } },
                AddressType = "IPv4",
                Endpoints = [new V1Endpoint { Addresses = [listens.Address.ToString()], Conditions = new V1EndpointConditions { Ready = true } }],
                Ports = [new Discoveryv1EndpointPort { Name = "https", Port = listens.Port, Protocol = "TCP" }],
            },
            place);
    }

    // Connecting a datagram socket sends nothing, but chooses the address.
    private IPAddress Route()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(Client.BaseUri.Host, Client.BaseUri.Port);
        return ((IPEndPoint)socket.LocalEndPoint!).Address;
    }
}
