using k8s;
using k8s.Exceptions;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Operators;

/// <summary>How the API server is found.</summary>
internal static class Kubeconfig
{
    /// <summary>The first file of $KUBECONFIG, or ~/.kube/config.</summary>
    /// <param name="variable">Value of $KUBECONFIG; null: not set.</param>
    /// <param name="home">The user's home directory.</param>
    internal static string Default(string? variable, string home) =>
        variable?.Split(':', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? Path.Combine(home, ".kube", "config");

    /// <summary>A client for a context of a file.</summary>
    /// <exception cref="CliException">The file is missing or not usable, or has no such context.</exception>
    internal static Kubernetes Connect(string path, string? context)
    {
        try
        {
            return new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(path), context));
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException)
        {
            throw new CliException($"the kubeconfig file {path} is not usable: {e.Message}", "name another one with --kubeconfig, or another context with --context");
        }
    }
}
