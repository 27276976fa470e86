using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Programs;
using Mesh.TestKit;

namespace Mesh.Hosting.Tests.Kubernetes;

public sealed class KubernetesConnectionTests
{
    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: here
        clusters: [{name: here, cluster: {server: "http://127.0.0.1:6443"}}]
        users: [{name: me, user: {token: secret}}]
        contexts: [{name: here, context: {cluster: here, user: me}}]
        """;

    [Fact]
    public void A_kubeconfig_names_the_server()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "config");
        File.WriteAllText(file, Kubeconfig);

        using var client = KubernetesConnection.Create(file);

        Assert.Equal(new Uri("http://127.0.0.1:6443/"), client.BaseUri);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a: [")]
    [InlineData("current-context: nowhere")]
    public void A_file_that_is_none_is_named(string? content)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "config");
        if (content is not null)
            File.WriteAllText(file, content);

        var error = Assert.Throws<StartupException>(() => KubernetesConnection.Create(file));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_of_a_pod_there_must_be_a_file()
    {
        var error = Assert.Throws<StartupException>(() => KubernetesConnection.Create(null));

        Assert.Contains("--kubeconfig", error.Message, StringComparison.Ordinal);
    }
}
