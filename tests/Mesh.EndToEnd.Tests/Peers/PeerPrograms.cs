using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>The clients and servers that <c>.ci/deps</c> installs.</summary>
public static class PeerPrograms
{
    internal const string MissingReason = "needs root, network namespaces and what .ci/deps installs";

    private static readonly string[] Names = ["curl", "nghttp", "h2load", "nginx", "haproxy", "redis-server", "redis-cli", "redis-benchmark", "psql", "openssl"];

    /// <summary>Whether all are there, and namespaces can be made.</summary>
    public static bool Installed { get; } = Requires.Root && Names.All(Requires.Installed) && PostgresFolder is not null;

    /// <summary>Where Debian keeps PostgreSQL's own programs: the newest version's folder.</summary>
    internal static string? PostgresFolder => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "postgres"))).Max(StringComparer.Ordinal)
        : null;
}
