using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Mesh.Injector.Certificates;

/// <summary>Tells the API server which authority to trust: <c>caBundle</c> of each webhook of the configuration.</summary>
/// <param name="client">The API server.</param>
internal sealed class TrustedWebhooks(IKubernetes client)
{
    /// <summary>The name of the MutatingWebhookConfiguration.</summary>
    public const string Name = "mesh-injector";

    /// <summary>Puts the bundle where it is missing or another one.</summary>
    /// <returns>How many webhooks were changed.</returns>
    /// <exception cref="k8s.Autorest.HttpOperationException">The API server refuses; 404: there is no configuration.</exception>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<int> TrustAsync(ReadOnlyMemory<byte> bundle, CancellationToken cancellation)
    {
        var configuration = await client.AdmissionregistrationV1.ReadMutatingWebhookConfigurationAsync(Name, cancellationToken: cancellation).ConfigureAwait(false);
        var patch = PatchOf(configuration.Webhooks ?? [], bundle.Span);
        if (patch.Count > 0)
        {
            await client.AdmissionregistrationV1.PatchMutatingWebhookConfigurationAsync(
                new V1Patch(patch.ToJsonString(), V1Patch.PatchType.JsonPatch), Name, cancellationToken: cancellation).ConfigureAwait(false);
        }
        return patch.Count / 2;
    }

    private static JsonArray PatchOf(IList<V1MutatingWebhook> webhooks, ReadOnlySpan<byte> bundle)
    {
        var patch = new JsonArray();
        for (var at = 0; at < webhooks.Count; at++)
        {
            if (bundle.SequenceEqual(webhooks[at].ClientConfig.CaBundle))
                continue;

            // The test fails when webhooks were added or removed meanwhile.
            patch.Add(new JsonObject { ["op"] = "test", ["path"] = $"/webhooks/{at}/name", ["value"] = webhooks[at].Name });
            patch.Add(new JsonObject { ["op"] = "add", ["path"] = $"/webhooks/{at}/clientConfig/caBundle", ["value"] = Convert.ToBase64String(bundle) });
        }
        return patch;
    }
}
