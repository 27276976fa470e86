using System.Diagnostics;
using Mesh.ApiStub;
using Mesh.TestKit;

namespace Mesh.Hosting.Tests.Kubernetes.Stub;

/// <summary>The stub is good enough for the real kubectl, where there is one.</summary>
public sealed class KubectlTests
{
    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: default}
        spec:
          selector: {app: web}
          ports: [{name: http, port: 80}]
        """;

    [Fact]
    public async Task Kubectl_applies_gets_and_deletes()
    {
        Assert.SkipUnless(IsInstalled(), "kubectl is not on the PATH");
        await using var server = await ApiServerStub.StartAsync();
        using var directory = new TemporaryDirectory();
        var config = Path.Combine(directory.Path, "config");
        var file = Path.Combine(directory.Path, "service.yaml");
        await File.WriteAllTextAsync(config, server.Kubeconfig);
        await File.WriteAllTextAsync(file, Service);

        Assert.Equal("service/web created\n", await KubectlAsync(config, "apply", "--validate=false", "-f", file));
        await File.WriteAllTextAsync(file, Service.Replace("port: 80", "port: 8080", StringComparison.Ordinal));
        Assert.Equal("service/web configured\n", await KubectlAsync(config, "apply", "--validate=false", "-f", file));
        Assert.Equal("8080", await KubectlAsync(config, "get", "svc", "web", "-o", "jsonpath={.spec.ports[*].port}"));
        Assert.Contains("web", await KubectlAsync(config, "get", "services"), StringComparison.Ordinal);
        Assert.StartsWith("service \"web\" deleted", await KubectlAsync(config, "delete", "service", "web"), StringComparison.Ordinal);
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, "kubectl")));

    private static async Task<string> KubectlAsync(string config, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", ["--kubeconfig", config, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
