using System.Buffers.Text;
using System.Net;
using System.Text;
using Google.Protobuf;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Identity.Enrolment;
using Mesh.Identity;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;
using EnrolmentRun = Mesh.Discovery.Credentials.Enrolment;

namespace Mesh.Discovery.Tests.Credentials;

public sealed class EnrolmentTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeTransport _transport = new();
    private readonly List<(string Method, string? Token)> _calls = [];

    public EnrolmentTests() => _transport.Call = Answer;

    private string TokenFile => _directory.File("token");

    private string RootFile => _directory.File("root.pem");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task With_roots_in_a_file_nobody_unverified_is_asked_for_them()
    {
        File.WriteAllText(RootFile, _authority.Bundle.ToPem());
        var token = WriteToken("system:serviceaccount:shop:web");

        var obtained = await Create(ServiceAccount()).ObtainAsync(null, TestContext.Current.CancellationToken);

        Assert.Equal([("SignCertificate", (string?)token)], _calls);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/web", obtained.Certificate.Id.ToString());
    }

    [Fact]
    public async Task With_a_join_token_the_roots_are_fetched_without_showing_it()
    {
        var token = WriteToken("spiffe://cluster.local/ns/shop/sa/web", $",\"root_sha256\":\"{RootFingerprint.Of(_authority.Root.Span)}\"");

        await Create(EnrolmentFiles.JoinToken(TokenFile)).ObtainAsync(null, TestContext.Current.CancellationToken);

        Assert.Equal([("GetTrustBundle", null), ("SignCertificate", token)], _calls);
    }

    [Fact]
    public async Task After_expiry_the_rotated_token_is_shown()
    {
        File.WriteAllText(RootFile, _authority.Bundle.ToPem());
        WriteToken("system:serviceaccount:shop:web");
        var enrolment = Create(ServiceAccount());
        await enrolment.ObtainAsync(null, TestContext.Current.CancellationToken);
        var rotated = WriteToken("system:serviceaccount:shop:web", ",\"jti\":\"second\"");
        var expired = new WorkloadCredentials(
            _authority.Issue(TestAuthority.WorkloadId, DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(-1)), _authority.Bundle);

        await enrolment.ObtainAsync(expired, TestContext.Current.CancellationToken);

        Assert.Equal(("SignCertificate", (string?)rotated), _calls[^1]);
    }

    [Fact]
    public async Task A_token_of_another_account_does_not_change_the_proxy_s_identity()
    {
        File.WriteAllText(RootFile, _authority.Bundle.ToPem());
        WriteToken("system:serviceaccount:shop:web");
        var enrolment = Create(ServiceAccount());
        await enrolment.ObtainAsync(null, TestContext.Current.CancellationToken);
        WriteToken("system:serviceaccount:shop:admin");

        var refused = await Assert.ThrowsAsync<FormatException>(() => enrolment.ObtainAsync(null, TestContext.Current.CancellationToken));

        Assert.Contains("restart it", refused.Message, StringComparison.Ordinal);
        Assert.Single(_calls);
    }

    private EnrolmentFiles ServiceAccount() => EnrolmentFiles.ServiceAccount(TokenFile, RootFile, TrustDomain.Parse("cluster.local"));

    private EnrolmentRun Create(EnrolmentFiles files)
    {
        var options = new CertificateOptions { CertAuthority = ServiceAddress.From(new IPEndPoint(IPAddress.Loopback, 1)), Enrolment = files };
        return new EnrolmentRun(options, new CertAuthorityClient(options, (_, _) => _transport, ManagedChain.Problem, TimeProvider.System), TimeProvider.System);
    }

    private byte[] Answer(string method, byte[] request, string? token)
    {
        _calls.Add((method.Split('/')[^1], token));
        var bundle = new Mesh.Protos.Identity.V1.TrustBundle { TrustDomain = "cluster.local", Roots = { ByteString.CopyFrom(_authority.Root.Span) } };
        if (method.EndsWith("GetTrustBundle", StringComparison.Ordinal))
            return bundle.ToByteArray();
        var leaf = _authority.Sign(
            SignCertificateRequest.Parser.ParseFrom(request).Csr.Memory, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddHours(1));
        return new SignCertificateResponse { CertificateChain = { ByteString.CopyFrom(leaf) }, Bundle = bundle }.ToByteArray();
    }

    private string WriteToken(string subject, string more = "")
    {
        var claims = $"{{\"sub\":\"{subject}\",\"exp\":4102444800{more}}}";
        var token = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
        File.WriteAllText(TokenFile, token + "\n");
        return token;
    }
}
