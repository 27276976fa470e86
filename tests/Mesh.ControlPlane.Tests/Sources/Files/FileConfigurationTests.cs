using Mesh.Api.Manifests;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Sources.Files;
using Mesh.Conventions;
using Mesh.Model.Snapshots;
using Mesh.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.ControlPlane.Tests.Sources.Files;

public sealed class FileConfigurationTests : IDisposable
{
    private readonly TemporaryDirectory _state = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void AGoodSetIsAccepted()
    {
        var configuration = Create();
        var mesh = Load(configuration, ("shop.yaml", Manifests.Services("catalog")));

        Assert.True(MeshRecorder.Has(mesh!, "catalog"));
        Assert.Equal((1, false), (configuration.Status.Resources, configuration.Status.IsRejected));
        Assert.Equal(_time.GetUtcNow(), configuration.Status.Loaded);
        Assert.DoesNotContain(configuration.Status.Problems, problem => problem.Severity == ProblemSeverity.Error);
    }

    [Fact]
    public void AnErrorAnywhereRefusesTheSetAndSaysWhere()
    {
        var configuration = Create();
        Load(configuration, ("shop.yaml", Manifests.Services("catalog")));
        var accepted = configuration.Status;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(Load(configuration, ("shop.yaml", Manifests.Services("catalog", "web")), ("bad.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: X_}\n")));
        Assert.Equal((true, 1, accepted.Loaded), (configuration.Status.IsRejected, configuration.Status.Resources, configuration.Status.Loaded));
        var problem = configuration.Status.Problems[0];
        Assert.Equal("bad.yaml", problem.File);
        Assert.True(problem.Line > 0 && problem.Message.Length > 0 && problem.Remedy.Length > 0, problem.ToString());
    }

    [Fact]
    public void TheNextGoodSetClearsTheProblems()
    {
        var configuration = Create();
        Load(configuration, ("shop.yaml", "kind: ["));

        Assert.True(MeshRecorder.Has(Load(configuration, ("shop.yaml", Manifests.Services("web")))!, "web"));
        Assert.False(configuration.Status.IsRejected);
        Assert.DoesNotContain(configuration.Status.Problems, problem => problem.Severity == ProblemSeverity.Error);
    }

    [Fact]
    public void AnEmptyDirectoryIsAnEmptyMesh() => Assert.NotNull(Load(Create()));

    [Fact]
    public void AMissingDirectoryIsAProblem()
    {
        var configuration = Create();

        Assert.Null(configuration.Load(ManifestDirectory.ReadFiles(_state["none"])));
        Assert.Equal((true, (DateTimeOffset?)null), (configuration.Status.IsRejected, configuration.Status.Loaded));
    }

    [Fact]
    public void AddressesSurviveARestart()
    {
        var before = AddressOf(Load(Create(), ("shop.yaml", Manifests.Services("catalog")))!, "catalog");
        // Another service that would want the same address cannot take it, and a deleted one gets its own back.
        var after = Create();
        Load(after, ("shop.yaml", Manifests.Services("web")));

        Assert.Equal(before, AddressOf(Load(after, ("shop.yaml", Manifests.Services("web", "catalog")))!, "catalog"));
        Assert.Contains("shop/catalog", File.ReadAllText(_state["addresses.json"]), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_state["addresses.json"]));
    }

    [Fact]
    public void ADamagedBookRefusesTheConfigurationUntilItIsRepaired()
    {
        File.WriteAllText(_state["addresses.json"], "{");
        var configuration = Create();
        var content = Content(("shop.yaml", Manifests.Services("catalog")));

        Assert.Null(configuration.Load(content));
        Assert.Contains("addresses.json", configuration.Status.Problems[^1].Message, StringComparison.Ordinal);
        File.Delete(_state["addresses.json"]);
        Assert.False(configuration.IsSame(content));
        Assert.NotNull(configuration.Load(content));
    }

    [Fact]
    public void KnowsWhichFilesHoldOnlyEndpoints()
    {
        var configuration = Create();
        Load(configuration,
            ("mixed.yaml", Manifests.Services("catalog") + "---\n" + Manifests.Workload("catalog-1", "10.0.0.1")),
            ("vms.yaml", Manifests.Workload("catalog-2", "10.0.0.2")));

        Assert.False(configuration.IsEndpointFile("mixed.yaml"));
        Assert.True(configuration.IsEndpointFile("vms.yaml"));
        Assert.False(configuration.IsEndpointFile("new.yaml"));
    }

    private static DirectoryContent Content(params (string Name, string Text)[] files) =>
        new([.. files.Select(file => new ManifestFile(file.Name, file.Text))], []);

    private static MeshSnapshot? Load(FileConfiguration configuration, params (string Name, string Text)[] files) => configuration.Load(Content(files));

    private static string AddressOf(MeshSnapshot mesh, string service) =>
        mesh.Resolve(ResourceTypes.DnsName, $"{service}.shop", new ProxyView(new("shop", "any"), "shop"))!
            .Body.Unpack<Mesh.Protos.Extensions.V1.DnsName>().Addresses[0];

    private FileConfiguration Create() => new("cluster.local", new AddressBookFile(_state["addresses.json"]), _time);
}
