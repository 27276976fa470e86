using k8s;
using k8s.Exceptions;
using Mesh.Hosting.Programs;

namespace Mesh.Hosting.Kubernetes;

/// <summary>Finds the API server and how to authenticate to it.</summary>
public static class KubernetesConnection
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Makes a client. Nothing is sent yet; the caller disposes it.</summary>
    /// <param name="kubeconfig">
    /// A kubeconfig file, whose current context is used; null: the pod's own service account, whose token is read again as it rotates.
    /// </param>
    /// <exception cref="StartupException">The file is not usable, or the process does not run in a pod.</exception>
    public static k8s.Kubernetes Create(string? kubeconfig)
    {
        var configuration = kubeconfig is null ? InCluster() : FromFile(kubeconfig);
        // A watch may be silent for minutes: without these nobody would notice that the server's host is gone.
        configuration.FirstMessageHandlerSetup = handler =>
        {
            handler.ConnectTimeout = ConnectTimeout;
            handler.KeepAlivePingDelay = PingDelay;
            handler.KeepAlivePingTimeout = PingTimeout;
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        };
        return new k8s.Kubernetes(configuration);
    }

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
