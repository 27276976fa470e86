using System.Collections.Immutable;
using System.Globalization;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads PeerAuthentications.</summary>
internal static class PeerAuthenticationDecoder
{
    public static MeshResource Decode(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        var policy = new PeerAuthentication(metadata, origin);
        if (root.Required("spec")?.AsMapping() is not { } spec)
            return policy;
        policy = policy with
        {
            Selector = ReadSelector(spec),
            Mode = spec.Optional("mtls")?.AsMapping() is { } mtls ? ReadMode(mtls) : null,
            Ports = ReadPorts(spec),
        };
        spec.Done();
        if (policy.Mode is null && policy.Ports.IsEmpty && !spec.Context.HasErrors)
            spec.Context.Error(spec.Line, "spec", "the policy says nothing", "add mtls.mode or portLevelMtls");
        return policy;
    }

    private static ImmutableSortedDictionary<string, string>? ReadSelector(MappingReader spec)
    {
        if (spec.Optional("selector") is not { } value || value.AsMapping() is not { } fields)
            return null;
        var labels = fields.Texts("matchLabels", Names.CheckQualifiedName, Names.CheckLabelValue);
        fields.Refuse("matchExpressions", "matchExpressions are not supported", "use matchLabels");
        fields.Done();
        if (labels.IsEmpty && !spec.Context.HasErrors)
            value.Fail("the selector has no labels", "add matchLabels, or remove the selector for the whole namespace");
        return labels;
    }

    private static PeerMode? ReadMode(MappingReader fields)
    {
        var mode = fields.Required("mode")?.AsOneOf(
            ("PERMISSIVE", PeerMode.Permissive), ("STRICT", PeerMode.Strict), ("DISABLE", PeerMode.Disable));
        fields.Done();
        return mode;
    }

    private static ImmutableSortedDictionary<int, PeerMode> ReadPorts(MappingReader spec)
    {
        var ports = ImmutableSortedDictionary.CreateBuilder<int, PeerMode>();
        if (spec.Optional("portLevelMtls") is not { } value || value.AsMapping() is not { } fields)
            return ports.ToImmutable();
        if (spec.Optional("selector") is null)
            value.Fail("ports belong to workloads, and the policy selects none", "add selector.matchLabels");
        foreach (var (name, entry) in fields.Entries())
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
                entry.Fail($"'{name}' is not a port", "use 1 to 65535");
            else if (entry.AsMapping() is { } settings && ReadMode(settings) is { } mode)
                ports[port] = mode;
        }

        return ports.ToImmutable();
    }
}
