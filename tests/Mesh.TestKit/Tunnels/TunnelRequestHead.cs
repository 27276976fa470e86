namespace Mesh.TestKit.Tunnels;

/// <summary>A request that a caller's proxy sent.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Fields">Its fields, the pseudo-header fields included.</param>
/// <param name="HasEnded">Whether nothing follows.</param>
public sealed record TunnelRequestHead(int Stream, IReadOnlyDictionary<string, string> Fields, bool HasEnded)
{
    /// <summary>A field's value; empty when it is not there.</summary>
    public string this[string name] => Fields.GetValueOrDefault(name, "");
}
