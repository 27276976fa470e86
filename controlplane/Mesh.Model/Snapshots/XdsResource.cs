using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Model.Xds;

namespace Mesh.Model.Snapshots;

/// <summary>One resource, encoded.</summary>
/// <param name="Name">Its name within its type.</param>
/// <param name="Version">Hash of the body: equal content has an equal version on every replica.</param>
/// <param name="Body">The resource. Shared by all who ask: never to be changed.</param>
public sealed record XdsResource(string Name, string Version, Any Body)
{
    private const int VersionOctets = 12;

    /// <summary>Encodes a message with equal bytes for equal content, and derives the version from them.</summary>
    /// <param name="name">The resource's name.</param>
    /// <param name="message">The resource.</param>
    public static XdsResource Encode(string name, IMessage message)
    {
        var body = XdsEncoding.Pack(message);
        var hash = SHA256.HashData(body.Value.Span);
        return new XdsResource(name, Convert.ToHexStringLower(hash.AsSpan(0, VersionOctets)), body);
    }
}
