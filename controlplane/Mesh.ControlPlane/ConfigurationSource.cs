using Mesh.ControlPlane.Sources;
using Mesh.ControlPlane.Sources.Files;
using Mesh.ControlPlane.Sources.Kubernetes;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Identity;

namespace Mesh.ControlPlane;

/// <summary>Where the configuration comes from: a directory or a cluster.</summary>
internal static class ConfigurationSource
{
    /// <summary>Puts the source together that the options name.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="trustDomain">First part of all identities.</param>
    /// <param name="addressBook">File of the automatic addresses, which a directory's services need.</param>
    /// <param name="sink">Takes what is good.</param>
    /// <param name="logs">Log.</param>
    /// <param name="random">Chance, for waits.</param>
    /// <param name="time">Clock.</param>
    /// <returns>The source, and what is to be disposed after it.</returns>
    /// <exception cref="Mesh.Hosting.Programs.StartupException">There is no way to the cluster.</exception>
    public static (IMeshSource Source, IDisposable Connection) Create(
        ControlPlaneOptions options, TrustDomain trustDomain, string addressBook, IMeshSink sink, ILoggerFactory logs, Random random, TimeProvider time)
    {
        if (options.ConfigDirectory is { } directory)
        {
            var watch = new InotifyWatch(directory);
            var configuration = new FileConfiguration(trustDomain.Name, new AddressBookFile(addressBook), time);
            return (new FileSource(directory, watch, configuration, sink, new FileSourceLog(logs.CreateLogger<FileSource>()), time), watch);
        }

        var client = KubernetesConnection.Create(options.Kubeconfig);
        var source = new KubernetesSource(
            new ApiCalls(client), new InformerOptions(), new ClusterSettings(trustDomain.Name, options.Networks), sink, logs.CreateLogger<KubernetesSource>(), new Random(random.Next()), time);
        return (source, client);
    }
}
