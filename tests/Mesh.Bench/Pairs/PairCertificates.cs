using Mesh.TestKit;
using Mesh.TestKit.Certificates;

namespace Mesh.Bench.Pairs;

/// <summary>ECDSA P-256 certificates for both sides of nginx and HAProxy, as the mesh's own are.</summary>
internal sealed class PairCertificates : IDisposable
{
    /// <summary>The DNS name in the server's certificate, which nginx insists on.</summary>
    public const string ServerName = "server.bench";

    private readonly TemporaryDirectory _directory = new();

    public PairCertificates()
    {
        using var authority = new TestAuthority("bench.local");
        File.WriteAllText(Bundle, authority.Root.ExportCertificatePem() + "\n");
        foreach (var side in new[] { "client", "server" })
        {
            using var leaf = authority.Issue(
                $"spiffe://bench.local/ns/bench/sa/{side}", DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1), $"{side}.bench");
            authority.WritePem(leaf, Chain(side), Key(side));

            // HAProxy reads chain and key from one file.
            File.WriteAllText(Combined(side), File.ReadAllText(Chain(side)) + File.ReadAllText(Key(side)));
        }
    }

    public string Bundle => _directory["ca.pem"];

    public string Chain(string side) => _directory[side + ".pem"];

    public string Key(string side) => _directory[side + ".key"];

    public string Combined(string side) => _directory[side + ".both"];

    public void Dispose() => _directory.Dispose();
}
