using System.Diagnostics;
using System.Text.Json;
using Mesh.Cluster.Tests.Clusters;
using Mesh.TestKit;

namespace Mesh.Cluster.Tests.Kubectl;

/// <summary>The real kubectl, where there is one.</summary>
public sealed class KubectlTests : ClusterTest
{
    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector: {app: web}
          ports: [{name: http, port: 80}, {name: more, port: 81}]
        """;

    private readonly TemporaryDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_applies_gets_and_deletes()
    {
        Assert.Equal("service/web created\n", await ApplyAsync(Service));
        Assert.Equal("service/web unchanged\n", await ApplyAsync(Service));
        Assert.Equal("service/web configured\n", await ApplyAsync(Service.Replace(", {name: more, port: 81}", "", StringComparison.Ordinal).Replace("80", "8080", StringComparison.Ordinal)));

        Assert.Equal("8080", await KubectlAsync("get", "svc", "web", "-o", "jsonpath={.spec.ports[*].port}"));
        Assert.Matches("^NAME .*\nweb ", await KubectlAsync("get", "services"));
        Assert.StartsWith("service \"web\" deleted", await KubectlAsync("delete", "service", "web"), StringComparison.Ordinal);
        Assert.Equal("", await KubectlAsync("get", "service", "web", "--ignore-not-found"));
    }

    [Fact]
    public async Task It_applies_on_the_server()
    {
        Assert.Equal("service/web serverside-applied\n", await ApplyAsync(Service, "--server-side"));
        Assert.Equal("service/web serverside-applied\n", await ApplyAsync(Service.Replace("app: web", "tier: web", StringComparison.Ordinal), "--server-side"));

        Assert.Equal("""{"tier":"web"}""", await KubectlAsync("get", "service", "web", "-o", "jsonpath={.spec.selector}"));
        Assert.Equal("80 81", await KubectlAsync("get", "service", "web", "-o", "jsonpath={.spec.ports[*].port}"));
    }

    [Fact]
    public async Task It_patches_labels_and_annotates()
    {
        await ApplyAsync(Service);

        await KubectlAsync("patch", "service", "web", "-p", """{"spec":{"ports":[{"port":81,"name":"other"}]}}""");
        await KubectlAsync("patch", "service", "web", "--type=json", "-p", """[{"op":"replace","path":"/spec/selector/app","value":"next"}]""");
        await KubectlAsync("patch", "service", "web", "--type=merge", "-p", """{"metadata":{"labels":{"a":"1"}}}""");
        await KubectlAsync("label", "service", "web", "b=2");
        await KubectlAsync("annotate", "service", "web", "meshctl.dev/note=yes");

        using var read = JsonDocument.Parse(await KubectlAsync("get", "service", "web", "-o", "json"));
        var (metadata, spec) = (read.RootElement.GetProperty("metadata"), read.RootElement.GetProperty("spec"));
        Assert.Equal(["http 80", "other 81"], spec.GetProperty("ports").EnumerateArray().Select(port => $"{port.GetProperty("name")} {port.GetProperty("port")}").Order());
        Assert.Equal("next", spec.GetProperty("selector").GetProperty("app").GetString());
        Assert.Equal("""{"a":"1","b":"2"}""", metadata.GetProperty("labels").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("yes", metadata.GetProperty("annotations").GetProperty("meshctl.dev/note").GetString());
    }

    [Fact]
    public async Task It_makes_tokens_and_asks_for_rights()
    {
        await ApplyAsync("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web}
            """);

        // Without `create token`, which speaks protobuf.
        await File.WriteAllTextAsync(_directory["request.json"], """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["mesh-ca"],"expirationSeconds":600}}""");
        using var issued = JsonDocument.Parse(await KubectlAsync("create", "--raw", $"/api/v1/namespaces/{Place}/serviceaccounts/web/token", "-f", _directory["request.json"]));
        Assert.Equal(3, issued.RootElement.GetProperty("status").GetProperty("token").GetString()!.Split('.').Length);
        Assert.Equal("yes\n", await KubectlAsync("auth", "can-i", "create", "configmaps"));
        Assert.NotEmpty(await KubectlAsync("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"));
    }

    [Fact]
    public async Task Our_definitions_are_accepted() => Assert.Equal(
        ["customresourcedefinition.apiextensions.k8s.io/peerauthentications.meshctl.dev", "customresourcedefinition.apiextensions.k8s.io/workloadentries.meshctl.dev"],
        // Whoever applied them before.
        (await KubectlAsync(
            "apply", "--server-side", "--force-conflicts", "--validate=false", "--dry-run=server", "-o", "name", "-f", Path.Combine(RepositoryRoot.Path, "charts/crds")))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());

    [Fact]
    public async Task It_defines_our_kinds_and_knows_their_short_names()
    {
        var crds = Path.Combine(RepositoryRoot.Path, "charts/crds");
        foreach (var file in Directory.EnumerateFiles(crds, "*.yaml"))
            await Cluster.DefineAsync(k8s.KubernetesYaml.Deserialize<k8s.Models.V1CustomResourceDefinition>(await File.ReadAllTextAsync(file)));
        await Eventually.TrueAsync(async () => (await KubectlAsync("api-resources", "--api-group=meshctl.dev", "-o", "name")).Split('\n').Length == 3, "discovery shows our kinds");

        Assert.Equal("peerauthentication.meshctl.dev/strict created\n", await ApplyAsync("""
            apiVersion: meshctl.dev/v1alpha1
            kind: PeerAuthentication
            metadata: {name: strict}
            spec: {mtls: {mode: STRICT}}
            """));
        Assert.Equal("peerauthentication.meshctl.dev/strict\n", await KubectlAsync("get", "pa", "-o", "name"));
    }

    private async Task<string> ApplyAsync(string manifest, params string[] more)
    {
        await File.WriteAllTextAsync(_directory["manifest.yaml"], manifest);
        return await KubectlAsync(["apply", "--validate=false", .. more, "-f", _directory["manifest.yaml"]]);
    }

    private async Task<string> KubectlAsync(params string[] arguments)
    {
        Assert.SkipUnless(IsInstalled(), "kubectl is not on the PATH");
        // Its cache of the served kinds is the test's own.
        var start = new ProcessStartInfo("kubectl", ["--kubeconfig", Cluster.Kubeconfig, "--namespace", Place, "--cache-dir", _directory["cache"], .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: {await error}");
        return output;
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, "kubectl")));
}
