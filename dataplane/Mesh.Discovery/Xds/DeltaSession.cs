using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Mesh.Discovery.Resources;

namespace Mesh.Discovery.Xds;

/// <summary>
/// The delta protocol on one stream, without I/O: what to send so that the server knows what is wanted, and how each response
/// is taken over and acknowledged. Valid resources of a response count even when others are refused (gRFC A46).
/// </summary>
internal sealed class DeltaSession(ResourceStore store, Node node)
{
    private const int InvalidArgument = 3;
    private const int MaxReported = 10;

    // Longest list of names in one request: far below the server's message limit.
    private const int MaxNamesPerRequest = 4096;

    private readonly Dictionary<ResourceSet, Dictionary<string, long>> _asked = store.All.ToDictionary(set => set, _ => new Dictionary<string, long>(StringComparer.Ordinal));
    private bool _introduced;

    /// <summary>Requests that tell the server what changed in what is wanted; at first, everything.</summary>
    public IEnumerable<DeltaDiscoveryRequest> Sync(long now)
    {
        foreach (var set in store.All)
        {
            var asked = _asked[set];
            var added = set.Entries.Keys.Where(name => !asked.ContainsKey(name)).ToArray();
            var dropped = asked.Keys.Where(name => !set.Entries.ContainsKey(name)).ToArray();
            // A type that was never named would be subscribed as a whole by empty lists.
            if (added.Length == 0 && dropped.Length == 0)
                continue;
            foreach (var name in dropped)
                asked.Remove(name);
            var isFirst = asked.Count == 0 && dropped.Length == 0;
            foreach (var name in added)
                asked[name] = now;
            foreach (var request in Requests(set, added, dropped, isFirst))
                yield return request;
        }
    }

    /// <summary>Takes a response over.</summary>
    public DeltaOutcome Receive(DeltaDiscoveryResponse response, long now)
    {
        var outcome = new DeltaOutcome { Reply = new DeltaDiscoveryRequest { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce } };
        if (store.Find(response.TypeUrl) is not { } set)
        {
            outcome.Reply.ErrorDetail = Refusal([$"type \"{response.TypeUrl}\" is not implemented by this proxy"]);
            return outcome;
        }
        foreach (var resource in response.Resources)
            Take(set, resource, now, outcome);
        foreach (var name in response.RemovedResources)
        {
            if (set.Remove(name, now))
                outcome.NoteChange(set);
        }
        if (outcome.Errors.Count > 0)
            outcome.Reply.ErrorDetail = Refusal(outcome.Errors);
        return outcome;
    }

    /// <summary>Counts as absent what was asked on this stream more than <paramref name="patience"/> nanoseconds ago and never answered.</summary>
    public bool Expire(long now, long patience)
    {
        var changed = false;
        foreach (var (set, asked) in _asked)
        {
            foreach (var (name, since) in asked)
            {
                if (now - since >= patience && set.Entries.TryGetValue(name, out var entry) && entry.IsUnknown)
                    changed |= set.Remove(name, now);
            }
        }
        return changed;
    }

    private IEnumerable<DeltaDiscoveryRequest> Requests(ResourceSet set, string[] added, string[] dropped, bool isFirst)
    {
        for (var start = 0; start == 0 || start < Math.Max(added.Length, dropped.Length); start += MaxNamesPerRequest)
        {
            var request = new DeltaDiscoveryRequest { TypeUrl = set.TypeUrl };
            if (!_introduced)
                request.Node = node;
            _introduced = true;
            request.ResourceNamesSubscribe.AddRange(added.Skip(start).Take(MaxNamesPerRequest));
            request.ResourceNamesUnsubscribe.AddRange(dropped.Skip(start).Take(MaxNamesPerRequest));
            // Versions count only in the first request of a type on a stream.
            if (isFirst && start == 0)
                AddVersions(set, request);
            yield return request;
        }
    }

    private static void AddVersions(ResourceSet set, DeltaDiscoveryRequest request)
    {
        foreach (var (name, entry) in set.Entries)
        {
            if (entry.Version.Length > 0)
                request.InitialResourceVersions.Add(name, entry.Version);
        }
    }

    private static void Take(ResourceSet set, Resource resource, long now, DeltaOutcome outcome)
    {
        if (resource.Name.Length is 0 or > ResourceNames.MaxLength)
        {
            outcome.Errors.Add($"{set.TypeName}: name: is empty or longer than {ResourceNames.MaxLength}");
            return;
        }
        // A heartbeat has no content. What was never asked for, or no longer is, does no harm.
        if (resource.Resource_ is not { } packed || !set.Entries.ContainsKey(resource.Name))
            return;
        var report = new FieldReport();
        if (packed.TypeUrl != set.TypeUrl)
            report.Error("resource.type_url", $"\"{packed.TypeUrl}\" differs from the response's type");
        else if (set.Apply(resource.Name, resource.Version, packed.Value, now, report))
            outcome.NoteChange(set);
        var subject = $"{set.TypeName} \"{resource.Name}\"";
        if (report.HasErrors)
            outcome.Errors.Add($"{subject}: {report.Errors}");
        outcome.Warnings.AddRange(report.Warnings.Select(warning => $"{subject}: {warning}"));
    }

    private static Google.Rpc.Status Refusal(List<string> errors)
    {
        var shown = string.Join("\n", errors.Take(MaxReported));
        return new Google.Rpc.Status
        {
            Code = InvalidArgument,
            Message = errors.Count > MaxReported ? $"{shown}\nand {errors.Count - MaxReported} more resources" : shown,
        };
    }
}
