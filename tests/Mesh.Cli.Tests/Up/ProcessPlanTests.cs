using System.Net;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Cli.LocalMeshes;
using Mesh.Cli.Shared;
using Mesh.Cli.Up;

namespace Mesh.Cli.Tests.Up;

public class ProcessPlanTests : IDisposable
{
    private readonly string _binaries = Directory.CreateTempSubdirectory("mesh-bin-").FullName;

    public ProcessPlanTests()
    {
        foreach (var program in (string[])["mesh-ca", "mesh-controlplane", "mesh-proxy", "mesh-proxyinit"])
            File.WriteAllText(Path.Combine(_binaries, program), "");
    }

    public void Dispose() => Directory.Delete(_binaries, recursive: true);

    [Fact]
    public void In_namespaces_the_proxy_captures_and_runs_as_its_own_user()
    {
        var spec = Plan(NetworkMode.Namespaces).Proxy(Workload("10.77.0.11"), "ns", "169.254.15.15:15013", "169.254.15.15:15012", "/t");
        Assert.Equal(1337, spec.Uid);
        Assert.Equal("iptables", After(spec, "--capture"));
        Assert.Equal("shop/web-1", After(spec, "--workload"));
        Assert.DoesNotContain("--tunnel-listen", spec.Arguments);
    }

    [Fact]
    public void On_loopback_the_proxy_listens_on_the_workloads_address()
    {
        var spec = Plan(NetworkMode.Loopback).Proxy(Workload("127.0.1.11"), null, "127.0.0.1:1", "127.0.0.1:2", "/t");
        Assert.Null(spec.Uid);
        Assert.Equal("none", After(spec, "--capture"));
        Assert.Equal("127.0.1.11:15008", After(spec, "--tunnel-listen"));
    }

    [Fact]
    public void No_argument_carries_a_token()
    {
        var spec = Plan(NetworkMode.Namespaces).ControlPlane("ns", "169.254.15.15:15013", "/run/token");
        Assert.Equal("/run/token", After(spec, "--token-file"));
    }

    [Fact]
    public void Without_a_command_there_is_no_application() =>
        Assert.Null(Plan(NetworkMode.Namespaces).Application(Workload("10.77.0.11"), "ns", "/bin"));

    [Fact]
    public void A_missing_program_names_the_remedy()
    {
        File.Delete(Path.Combine(_binaries, "mesh-proxy"));
        var error = Assert.Throws<CliException>(() => Plan(NetworkMode.Loopback).Proxy(Workload("127.0.1.11"), null, "a", "b", "c"));
        Assert.Contains("mesh-proxy", error.Message, StringComparison.Ordinal);
        Assert.Contains("make binaries", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("examples/shop/mesh", "mesh")]
    [InlineData("examples/My Shop!/", "my-shop")]
    [InlineData("/", "mesh")]
    public void A_meshs_name_comes_from_its_directory(string directory, string name) => Assert.Equal(name, MeshLayout.NameFrom(directory));

    private static string After(MeshProcessSpec spec, string flag) => spec.Arguments[spec.Arguments.ToList().IndexOf(flag) + 1];

    private static WorkloadEntry Workload(string address) =>
        new(new ObjectMeta(new NamespacedName("shop", "web-1")), ResourceOrigin.None, IPAddress.Parse(address)) { ServiceAccount = "web" };

    private ProcessPlan Plan(NetworkMode mode) =>
        new(new UpOptions("mesh", MeshLayout.For("t", isRoot: false), mode, "cluster.local", null), new MeshBinaries(_binaries, null));
}
