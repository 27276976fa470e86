using k8s;
using k8s.Exceptions;
using Mesh.Hosting.Programs;

namespace Mesh.Hosting.Kubernetes;

/// <summary>Finds the API server and how to authenticate to it.</summary>
public static class KubernetesConnection
{
    /// <summary>Makes a client. Nothing is sent yet; the caller disposes it.</summary>
    /// <param name="kubeconfig">
    /// A kubeconfig file, whose current context is used; null: the pod's own service account, whose token is read again as it rotates.
    /// </param>
    /// <exception cref="StartupException">The file is not usable, or the process does not run in a pod.</exception>
    public static k8s.Kubernetes Create(string? kubeconfig) => new(kubeconfig is null ? InCluster() : FromFile(kubeconfig));

    private static KubernetesClientConfiguration InCluster()
    {
        if (!KubernetesClientConfiguration.IsInCluster())
            throw new StartupException("not running in a pod with a service account token; name the API server with --kubeconfig FILE");
        try
        {
            return KubernetesClientConfiguration.InClusterConfig();
        }
        catch (Exception error) when (error is KubeConfigException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"the pod's service account is not usable: {error.Message}", error);
        }
    }

    private static KubernetesClientConfiguration FromFile(string path)
    {
        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(path));
        }
        catch (Exception error) when (error is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException)
        {
            throw new StartupException($"the kubeconfig file '{path}' is not usable: {error.Message}", error);
        }
    }
}
