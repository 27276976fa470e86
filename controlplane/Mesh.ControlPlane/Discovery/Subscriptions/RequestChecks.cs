using Envoy.Service.Discovery.V3;
using Mesh.Conventions;

namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>What must hold of a request before it may change a subscription.</summary>
internal static class RequestChecks
{
    private const string Wildcard = "*";

    /// <summary>Looks at a request of a type by itself.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isFirstOfType">Whether the stream has had no request of this type yet.</param>
    /// <param name="limits">Bounds on names.</param>
    /// <returns>Null when it may be applied.</returns>
    public static SubscriptionRefusal? Check(DeltaDiscoveryRequest request, bool isFirstOfType, SubscriptionLimits limits)
    {
        if (request.TypeUrl.Length == 0)
            return Invalid("the request has no type_url; set it, on an aggregated stream every request needs it");
        if (request.TypeUrl.Length > limits.TextLength)
            return Invalid($"the type_url is longer than {limits.TextLength} characters");
        return CheckNames(request, limits) ?? CheckWildcard(request, isFirstOfType);
    }

    private static SubscriptionRefusal? CheckNames(DeltaDiscoveryRequest request, SubscriptionLimits limits)
    {
        foreach (var name in request.ResourceNamesSubscribe)
        {
            if (name.Length == 0 || name.Length > limits.TextLength)
                return Invalid($"a name to subscribe to is empty or longer than {limits.TextLength} characters");
        }

        foreach (var version in request.InitialResourceVersions.Values)
        {
            if (version.Length > limits.TextLength)
                return Invalid($"an initial resource version is longer than {limits.TextLength} characters");
        }

        return null;
    }

    // "*" in both lists is how some clients subscribe to nothing; a first request that names nothing is the old way
    // to ask for everything, of the two types that have it.
    private static SubscriptionRefusal? CheckWildcard(DeltaDiscoveryRequest request, bool isFirstOfType)
    {
        var asksForAll = request.ResourceNamesSubscribe.Contains(Wildcard) && !request.ResourceNamesUnsubscribe.Contains(Wildcard);
        var namesNothing = isFirstOfType
            && request.ResourceNamesSubscribe.Count == 0
            && request.ResourceNamesUnsubscribe.Count == 0
            && request.TypeUrl is ResourceTypes.Listener or ResourceTypes.Cluster;
        return asksForAll || namesNothing
            ? Invalid($"wildcard subscriptions to {request.TypeUrl} are not offered; subscribe to the resources by name as they are needed")
            : null;
    }

    private static SubscriptionRefusal Invalid(string message) => new(RefusalKind.Invalid, message);
}
