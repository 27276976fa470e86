using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.State;
using Mesh.Conventions;
using Mesh.Hosting.Programs;
using Mesh.Identity;

namespace Mesh.CertAuthority.Cluster;

/// <summary>
/// The Secret that holds the root with its key, under the names that the state directory has for files. Made once, by the replica that
/// comes first; never overwritten, because all certificates of the mesh hang on it.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="trustDomain">The trust domain of a root that is made.</param>
/// <param name="time">The clock.</param>
internal sealed class RootSecret(IKubernetes client, TrustDomain trustDomain, TimeProvider time)
{
    public const string Name = "mesh-ca-root";

    private const string Namespace = MeshIdentities.SystemNamespace;
    private const string Where = $"Secret {Namespace}/{Name}";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Reads the Secret, or makes it.</summary>
    /// <exception cref="StartupException">The API server does not answer or refuses, or the Secret holds no root.</exception>
    public async Task<IStateStore> OpenAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var secret = await ReadAsync(either.Token).ConfigureAwait(false)
                ?? await CreateAsync(either.Token).ConfigureAwait(false)
                ?? await ReadAsync(either.Token).ConfigureAwait(false);
            return secret?.Data?.ContainsKey(RootSlots.CurrentFile) == true
                ? new MemoryState(Where, secret.Data.AsReadOnly())
                : throw new StartupException($"{Where} has no {RootSlots.CurrentFile}; restore it from a backup, or delete it to make a new root that no workload trusts yet");
        }
        catch (HttpOperationException refused)
        {
            throw new StartupException($"{Where}: the API server answered {(int)refused.Response.StatusCode}: {refused.Response.Content.ReplaceLineEndings(" ")}; mesh-ca needs get and create on secrets of {Namespace}", refused);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException || (unreachable is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new StartupException($"{Where}: the API server does not answer: {unreachable.Message}", unreachable);
        }
    }

    private async Task<V1Secret?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await client.CoreV1.ReadNamespacedSecretAsync(Name, Namespace, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException absent) when (absent.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    // Null: another replica was faster.
    private async Task<V1Secret?> CreateAsync(CancellationToken cancellation)
    {
        var made = new MemoryState(Where, new Dictionary<string, byte[]>());
        RootSlots.Open(made, trustDomain, new AuthorityIssuer(trustDomain, time).CreateRoot, time.GetUtcNow()).Dispose();
        var secret = new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = Namespace, Labels = ClusterLabels.ManagedByUs() },
            Type = "Opaque",
            Data = new Dictionary<string, byte[]> { [RootSlots.CurrentFile] = made.Read(RootSlots.CurrentFile)! },
        };
        try
        {
            return await client.CoreV1.CreateNamespacedSecretAsync(secret, Namespace, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException conflict) when (conflict.Response.StatusCode == HttpStatusCode.Conflict)
        {
            return null;
        }
    }
}
