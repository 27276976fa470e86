using Mesh.Hosting.Arguments;

namespace Mesh.ControlPlane.Tests;

public sealed class ControlPlaneOptionsTests
{
    private static readonly string[] Always = ["--state-dir", "/s", "--ca", "127.0.0.1:1", "--token-file", "/t"];

    [Fact]
    public void A_directory_or_a_cluster_is_read()
    {
        var directory = Read("--config-dir", "/c");
        var pod = Read("--kubernetes");
        var outside = Read("--kubernetes", "--kubeconfig", "/k", "--networks", "10.244.0.0/16,fd00:10:244::/56");

        Assert.Equal(("/c", null), (directory.Options.ConfigDirectory, directory.Options.Kubeconfig));
        Assert.Equal((null, null), (pod.Options.ConfigDirectory, pod.Options.Kubeconfig));
        Assert.Equal((null, "/k"), (outside.Options.ConfigDirectory, outside.Options.Kubeconfig));
        Assert.Equal(["10.244.0.0/16", "fd00:10:244::/56"], outside.Options.Networks.Select(network => network.ToString()));
        Assert.Empty(directory.Errors.Concat(pod.Errors).Concat(outside.Errors));
    }

    [Theory]
    [InlineData("--config-dir is missing, for example --config-dir /etc/mesh")]
    [InlineData("--config-dir and --kubernetes exclude each other: give one of them", "--kubernetes", "--config-dir", "/c")]
    [InlineData("--kubeconfig says how a cluster is reached: add --kubernetes", "--config-dir", "/c", "--kubeconfig", "/k")]
    [InlineData("--networks says more of a cluster: add --kubernetes", "--config-dir", "/c", "--networks", "10.0.0.0/8")]
    [InlineData("--networks: 'ten' is not a network, such as 10.244.0.0/16 or fd00:10:244::/56", "--kubernetes", "--networks", "ten")]
    [InlineData("--kubernetes takes no value, but is given 'yes'", "--kubernetes", "yes", "--config-dir", "/c")]
    public void What_contradicts_itself_is_refused(string error, params string[] arguments) => Assert.Equal([error], Read(arguments).Errors);

    private static (ControlPlaneOptions Options, IReadOnlyList<string> Errors) Read(params string[] arguments)
    {
        var flags = new Flags("mesh-controlplane", [.. Always, .. arguments]);
        var options = ControlPlaneOptions.Read(flags);
        flags.RefuseRest();
        return (options, flags.Errors);
    }
}
