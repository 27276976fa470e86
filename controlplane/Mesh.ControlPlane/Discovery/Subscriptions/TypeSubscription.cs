namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>What one stream asked for of one type, what it was sent of it, and what it said to that.</summary>
internal sealed class TypeSubscription(string typeUrl, SubscriptionLimits limits)
{
    private readonly Dictionary<string, HeldResource> _names = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _due = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _vanished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly AcknowledgementQueue _unacknowledged = new();

    public string TypeUrl => typeUrl;

    public int Count => _names.Count;

    /// <summary>Whether a response waits to be sent or acknowledged.</summary>
    public bool IsPending => _due.Count > 0 || _vanished.Count > 0 || _unacknowledged.Count > 0;

    /// <summary>Whether something may have to be sent but too much is unacknowledged, so that what comes after it in the order must wait too.</summary>
    public bool IsBlocked => (_due.Count > 0 || _vanished.Count > 0) && _unacknowledged.Count >= limits.Unacknowledged;

    /// <summary>Why a resource is refused; null when none is.</summary>
    public string? Refusal => _refusals.Values.FirstOrDefault();

    /// <summary>Whether the client has yet to say something to what it was sent.</summary>
    public bool IsUnacknowledged => _unacknowledged.Count > 0;

    /// <summary>How many names <paramref name="names"/> would add.</summary>
    public int CountNew(IEnumerable<string> names) =>
        names.Where(name => !_names.ContainsKey(name)).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Adds names. One that is there already is answered again (xDS protocol: "the server must respond with all resources listed in resource_names_subscribe").</summary>
    /// <param name="names">The names.</param>
    /// <param name="versions">What the client has from an earlier stream: not sent again while it is equal.</param>
    public void Subscribe(IEnumerable<string> names, IReadOnlyDictionary<string, string> versions)
    {
        foreach (var name in names)
        {
            if (!_names.TryGetValue(name, out var held))
                _names.Add(name, held = new HeldResource());
            if (versions.TryGetValue(name, out var version))
                held.Version = version;
            else
                held.IsAsked = true;
            _vanished.Remove(name);
            _due.Add(name);
        }
    }

    /// <summary>Drops names; one that is not there is ignored.</summary>
    public void Unsubscribe(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _names.Remove(name);
            _due.Remove(name);
            _vanished.Remove(name);
            _refusals.Remove(name);
        }
    }

    /// <summary>Finds what differs from another state of the mesh.</summary>
    public void Compare(IResourceSource source)
    {
        _vanished.Clear();
        foreach (var (name, held) in _names)
        {
            if (source.Get(typeUrl, name)?.Version != held.Version)
                _due.Add(name);
        }
    }

    /// <summary>What is to be sent now, without a nonce: new and changed resources, and the names asked for that do not exist.</summary>
    /// <returns>Null when there is nothing.</returns>
    public UnsentResponse? TakeUpdates(IResourceSource source)
    {
        var response = new UnsentResponse(typeUrl);
        while (_due.Min is { } name && response.Bytes < limits.ResponseBytes)
        {
            _due.Remove(name);
            Answer(name, _names[name], source, response);
        }

        return response.IsEmpty ? null : response;
    }

    /// <summary>The names the client holds that are no more; to be sent after all updates of all types.</summary>
    public UnsentResponse? TakeRemovals()
    {
        var response = new UnsentResponse(typeUrl) { IsPush = true };
        while (_vanished.Min is { } name && response.Bytes < limits.ResponseBytes)
        {
            _vanished.Remove(name);
            _names[name].Version = null;
            response.Remove(name);
        }

        return response.IsEmpty ? null : response;
    }

    /// <summary>Notes that a response went out.</summary>
    public void Sent(SentResponse response) => _unacknowledged.Add(response);

    /// <summary>Takes a client's verdict.</summary>
    /// <returns>Null when no response waits under that nonce: the verdict is stale.</returns>
    public Acknowledgement? Acknowledge(string nonce, string? refusal)
    {
        if (_unacknowledged.Take(nonce) is not { } sent)
            return null;
        foreach (var name in sent.Names)
        {
            if (refusal is null)
                _refusals.Remove(name);
            else if (_names.ContainsKey(name))
                _refusals[name] = refusal;
        }

        return new Acknowledgement(typeUrl, refusal, sent.ChangedAt);
    }

    private void Answer(string name, HeldResource held, IResourceSource source, UnsentResponse response)
    {
        var resource = source.Get(typeUrl, name);
        if (resource is null && held is { IsAsked: false, Version: not null })
        {
            _vanished.Add(name);
            return;
        }

        if (resource is null && held.IsAsked)
            response.Remove(name);
        else if (resource is not null && (held.IsAsked || resource.Version != held.Version))
            response.Add(resource, isPush: !held.IsAsked);
        held.Version = resource?.Version;
        held.IsAsked = false;
    }
}
