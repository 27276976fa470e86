using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.Hosting.Kubernetes;
using Mesh.TestKit;

namespace Mesh.Cluster.Tests.Clusters;

/// <summary>
/// The API server that the tests speak to: the stub, or the one of the kubeconfig in <see cref="Variable"/>. What is said of one has to hold
/// for the other, so tests use nothing of it but its API.
/// </summary>
public abstract class TestCluster : IAsyncDisposable
{
    /// <summary>Names the kubeconfig of a real cluster, which the tests change and clean up. Unset: the stub.</summary>
    public const string Variable = "MESH_TEST_KUBECONFIG";

    private readonly Stack<Func<Task>> _cleanups = [];
    private int _changes;

    /// <param name="kubeconfig">File that names the server.</param>
    protected TestCluster(string kubeconfig)
    {
        Kubeconfig = kubeconfig;
        Client = KubernetesConnection.Create(kubeconfig);
    }

    /// <summary>File that names the server, for programs and kubectl.</summary>
    public string Kubeconfig { get; }

    /// <summary>A client that may do everything.</summary>
    public k8s.Kubernetes Client { get; }

    /// <summary>Where on this machine a webhook listens so that the API server reaches it.</summary>
    public abstract IPAddress Host { get; }

    /// <summary>The stub, unless the environment names a real cluster.</summary>
    public static async Task<TestCluster> ConnectAsync() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } kubeconfig
        ? new RealCluster(kubeconfig)
        : await StubCluster.StartAsync();

    /// <summary>Makes an empty namespace in which pods can be made.</summary>
    /// <param name="annotations">Its annotations; null: none.</param>
    public async Task<string> NamespaceAsync(Dictionary<string, string>? annotations = null)
    {
        var made = await Client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = "mesh-test-", Annotations = annotations } });
        NamespaceEnds.Expect(made.Metadata.Name);
        Afterwards(() => Client.CoreV1.DeleteNamespaceAsync(made.Metadata.Name));
        await Eventually.TrueAsync(
            async () => await FindAsync(() => Client.CoreV1.ReadNamespacedServiceAccountAsync("default", made.Metadata.Name)) is not null, "the namespace's service account");
        return made.Metadata.Name;
    }

    /// <summary>Makes the namespace of the mesh usable. It must be the test's own: what is in it afterwards is deleted.</summary>
    public abstract Task UseSystemNamespaceAsync();

    /// <summary>Lets the API server reach a webhook that listens on <see cref="Host"/> as port 443 of a Service.</summary>
    public abstract Task ExposeAsync(string place, string service, IPEndPoint listens);

    /// <summary>Makes a kind, unless it is there already, and waits until it is served.</summary>
    public async Task DefineAsync(V1CustomResourceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var name = definition.Metadata.Name;
        if (await FindAsync(() => Client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(name)) is null)
        {
            await Client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(definition);
            Afterwards(() => DeleteDefinitionAsync(name));
        }

        // A kind that is established may still be unknown, or its storage be opened.
        await Eventually.TrueAsync(async () => await IsServedAsync(definition.Spec), $"{name} is served");
    }

    /// <summary>Removes a kind with all its objects.</summary>
    public async Task DeleteDefinitionAsync(string name)
    {
        await FindAsync(() => Client.ApiextensionsV1.DeleteCustomResourceDefinitionAsync(name));
        await Eventually.TrueAsync(async () => await FindAsync(() => Client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(name)) is null, $"the end of {name}");
    }

    /// <summary>A service account's token, as projected volumes have it.</summary>
    public async Task<string> TokenAsync(string place, string account, params string[] audiences)
    {
        if (await FindAsync(() => Client.CoreV1.ReadNamespacedServiceAccountAsync(account, place)) is null)
            await Client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = account } }, place);
        var issued = await Client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = audiences, ExpirationSeconds = 3600 } }, account, place);
        return issued.Status.Token;
    }

    /// <summary>The answer; null when there is no such object.</summary>
    public static async Task<T?> FindAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ask);
        try
        {
            return await ask();
        }
        catch (HttpOperationException absent) when (absent.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<bool> IsServedAsync(V1CustomResourceDefinitionSpec spec)
    {
        try
        {
            foreach (var version in spec.Versions)
                await Client.CustomObjects.ListClusterCustomObjectAsync(spec.Group, version.Name, spec.Names.Plural);
            return true;
        }
        catch (HttpOperationException early) when (early.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests)
        {
            return false;
        }
    }

    /// <summary>A name that no other test has.</summary>
    public string Unique(string prefix) => $"{prefix}{Environment.ProcessId:x}{Interlocked.Increment(ref _changes):x}{Guid.NewGuid().ToString("N")[..4]}";

    /// <summary>What is done when the test is over, whatever became of it; the last first. An object that is not there is no error.</summary>
    public void Afterwards<T>(Func<Task<T>> cleanup)
        where T : class => _cleanups.Push(() => FindAsync(cleanup));

    /// <inheritdoc cref="Afterwards{T}"/>
    public void Afterwards(Func<Task> cleanup) => _cleanups.Push(cleanup);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        while (_cleanups.TryPop(out var cleanup))
            await cleanup();
        Client.Dispose();
    }
}
