using System.Globalization;
using Envoy.Service.Discovery.V3;

namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>
/// The delta xDS protocol of one stream without the stream: requests and states of the mesh go in, responses come out.
/// Not thread-safe; its stream's loop owns it.
/// </summary>
/// <param name="noncePrefix">Makes nonces differ from those of other streams.</param>
/// <param name="limits">How much the stream may hold.</param>
/// <param name="time">For the age of states in <see cref="Status"/>.</param>
internal sealed class DeltaSubscriptions(string noncePrefix, SubscriptionLimits limits, TimeProvider time)
{
    private static readonly IReadOnlyDictionary<string, string> NoVersions = new Dictionary<string, string>();

    private readonly SortedList<string, TypeSubscription> _types = new(PushOrder.OfUpdates);
    private readonly SortedList<string, TypeSubscription> _removalOrder = new(PushOrder.OfRemovals);
    private readonly SyncHistory _history = new(time);
    private IResourceSource? _compared;
    private long _nonces;

    /// <summary>How far the client is, per type that it asked for.</summary>
    public IReadOnlyList<TypeStatus> Status => [.. _types.Values.Select(_history.Of)];

    /// <summary>Takes a request: subscription changes count whatever its nonce is, its verdict only under a nonce that waits for one.</summary>
    public RequestOutcome Apply(DeltaDiscoveryRequest request)
    {
        var isFirst = !_types.ContainsKey(request.TypeUrl);
        var refusal = RequestChecks.Check(request, isFirst, limits) ?? CheckCounts(request);
        if (refusal is not null)
            return new RequestOutcome(refusal, null);
        var type = isFirst ? AddType(request.TypeUrl) : _types[request.TypeUrl];
        var acknowledgement = request.ResponseNonce.Length == 0
            ? null
            : type.Acknowledge(request.ResponseNonce, RefusalText.Of(request.ErrorDetail));
        type.Subscribe(
            request.ResourceNamesSubscribe.Where(static name => name != "*"),
            isFirst ? request.InitialResourceVersions : NoVersions);
        type.Unsubscribe(request.ResourceNamesUnsubscribe);
        _history.Update(type);
        return new RequestOutcome(null, acknowledgement);
    }

    /// <summary>The next response the client is due in this state of the mesh; to be called again until it is null.</summary>
    /// <returns>Null when the client has, or waits to acknowledge, all that it asked for.</returns>
    public DeltaDiscoveryResponse? Next(IResourceSource source)
    {
        if (!ReferenceEquals(_compared, source))
            Compare(source);
        var unsent = NextUpdates(source) ?? NextRemovals();
        foreach (var type in _types.Values)
            _history.Update(type);
        return unsent is null ? null : Finish(unsent, source);
    }

    private UnsentResponse? NextUpdates(IResourceSource source)
    {
        foreach (var type in _types.Values)
        {
            if (type.IsBlocked)
                return null;
            if (type.TakeUpdates(source) is { } updates)
                return updates;
        }

        return null;
    }

    // Removals wait until the client has taken what replaces the removed, and each type's removals for those before it.
    private UnsentResponse? NextRemovals() =>
        _types.Values.Any(static type => type.IsUnacknowledged)
            ? null
            : _removalOrder.Values.Select(static type => type.TakeRemovals()).FirstOrDefault(static taken => taken is not null);

    private DeltaDiscoveryResponse Finish(UnsentResponse unsent, IResourceSource source)
    {
        var nonce = string.Create(CultureInfo.InvariantCulture, $"{noncePrefix}.{++_nonces}");
        var (response, sent) = unsent.Finish(nonce, source.ChangedAt);
        var type = _types[unsent.TypeUrl];
        type.Sent(sent);
        _history.Update(type);
        return response;
    }

    private void Compare(IResourceSource source)
    {
        _compared = source;
        foreach (var type in _types.Values)
            type.Compare(source);
    }

    private TypeSubscription AddType(string typeUrl)
    {
        var type = new TypeSubscription(typeUrl, limits);
        _types.Add(typeUrl, type);
        _removalOrder.Add(typeUrl, type);
        return type;
    }

    private SubscriptionRefusal? CheckCounts(DeltaDiscoveryRequest request)
    {
        if (!_types.TryGetValue(request.TypeUrl, out var type) && _types.Count >= limits.Types)
            return new SubscriptionRefusal(RefusalKind.TooMuch, $"a stream may ask for {limits.Types} resource types");
        var added = type?.CountNew(request.ResourceNamesSubscribe) ?? request.ResourceNamesSubscribe.Distinct().Count();
        return _types.Values.Sum(static known => known.Count) + added > limits.Names
            ? new SubscriptionRefusal(RefusalKind.TooMuch, $"a stream may subscribe to {limits.Names} resources; unsubscribe from what is no longer used")
            : null;
    }
}
