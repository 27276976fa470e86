using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Identity.Enrolment;

namespace Mesh.Discovery.Tests.Credentials;

/// <summary>A certificate client with a token file, on a fake authority and fake time.</summary>
internal sealed class EnrolmentHarness : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public EnrolmentHarness()
    {
        Authority = new FakeCertAuthority(Time);
        WriteToken();
        var options = new CertificateOptions { CertAuthority = ServiceAddress.From(new IPEndPoint(IPAddress.Loopback, 15013)), Enrolment = EnrolmentFiles.JoinToken(TokenFile) };
        Client = new CertificateClient(options, Authority.Connect, ManagedChain.Problem, Time, new Random(7), Logger);
        Client.Changed += _ => Changes++;
    }

    public SleepTime Time { get; } = new();

    public FakeCertAuthority Authority { get; }

    public RecordingLogger Logger { get; } = new();

    public CertificateClient Client { get; }

    public int Changes { get; private set; }

    public string TokenFile => _directory.File("token");

    public string Token { get; private set; } = "";

    /// <summary>Writes a token that names an identity, the shared root and an end.</summary>
    public void WriteToken(string identity = TestAuthority.WorkloadId, TimeSpan? ttl = null, ReadOnlyMemory<byte>? root = null)
    {
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData((root ?? TestAuthority.Shared.Root).Span));
        var expires = (Time.GetUtcNow() + (ttl ?? TimeSpan.FromDays(30))).ToUnixTimeSeconds();
        var payload = $$"""{"sub":"{{identity}}","aud":"mesh-ca","exp":{{expires}},"jti":"1","root_sha256":"{{fingerprint}}"}""";
        Token = $"{Part("""{"alg":"ES256"}""")}.{Part(payload)}.{Part("no signature")}";
        File.WriteAllText(TokenFile, Token);
    }

    /// <summary>Starts, and waits for the first certificate.</summary>
    public async Task<WorkloadCredentials> StartAsync()
    {
        Client.Start();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Client.WaitAsync(patience.Token);
        return Client.Current!;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _directory.Dispose();
    }

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
