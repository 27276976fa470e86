using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using Google.Protobuf;
using Mesh.Discovery.Snapshots;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Discovery.Resources;

/// <summary>Reads <c>mesh.extensions.v1.DnsName</c>.</summary>
internal static class DnsNameReader
{
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private const int MaxNameLength = 253;
    private const int MaxLabelLength = 63;
    private static readonly TimeSpan DefaultTtl = TimeSpan.FromSeconds(5);

    public static DnsAnswer? Read(string name, ByteString value, FieldReport report)
    {
        if (!TypedConfig.TryRead(value, DnsName.Parser, "dns_name", report, out var message))
            return null;
        if (!IsName(name))
            report.Error("name", "is not a lower case DNS name without a final dot");
        var addresses = ImmutableArray.CreateBuilder<IPAddress>(message.Addresses.Count);
        for (var i = 0; i < message.Addresses.Count; i++)
        {
            if (Addresses.TryParseAddress(message.Addresses[i], out var address))
                addresses.Add(address);
            else
                report.Error($"addresses[{i}]", $"\"{message.Addresses[i]}\" is not an IP address");
        }
        return new DnsAnswer(name, addresses.ToImmutable(), Durations.Read(message.Ttl, "ttl", report) ?? DefaultTtl);
    }

    /// <summary>Whether a text is a DNS name as the mesh writes it: lower case, no dots at the ends.</summary>
    public static bool IsName(string name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return false;
        foreach (var label in name.AsSpan().Split('.'))
        {
            var text = name.AsSpan()[label];
            if (text.Length is 0 or > MaxLabelLength || text.ContainsAnyExcept(LabelCharacters))
                return false;
        }
        return true;
    }
}
