using Envoy.Service.Discovery.V3;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>A response in the making.</summary>
internal sealed class UnsentResponse(string typeUrl)
{
    private readonly DeltaDiscoveryResponse _response = new() { TypeUrl = typeUrl };
    private readonly List<string> _names = [];

    public string TypeUrl => typeUrl;

    /// <summary>Size of the resources so far.</summary>
    public int Bytes { get; private set; }

    /// <summary>Whether it carries a change that nobody asked for at this moment.</summary>
    public bool IsPush { get; set; }

    public bool IsEmpty => _names.Count == 0;

    /// <summary>Adds a resource.</summary>
    public void Add(XdsResource resource, bool isPush)
    {
        _response.Resources.Add(new Resource { Name = resource.Name, Version = resource.Version, Resource_ = resource.Body });
        _names.Add(resource.Name);
        Bytes += resource.Body.Value.Length + resource.Name.Length;
        IsPush |= isPush;
    }

    /// <summary>Adds the name of a resource that does not exist.</summary>
    public void Remove(string name)
    {
        _response.RemovedResources.Add(name);
        _names.Add(name);
        Bytes += name.Length;
    }

    /// <summary>Finishes it.</summary>
    /// <param name="nonce">Its nonce.</param>
    /// <param name="changedAt">When the state that it shows came to be.</param>
    public (DeltaDiscoveryResponse Response, SentResponse Sent) Finish(string nonce, long changedAt)
    {
        _response.Nonce = nonce;
        return (_response, new SentResponse(nonce, _names, IsPush ? changedAt : null));
    }
}
