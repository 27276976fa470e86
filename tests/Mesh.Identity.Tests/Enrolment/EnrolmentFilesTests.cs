using System.Buffers.Text;
using System.Text;
using Mesh.Identity.Enrolment;

namespace Mesh.Identity.Tests.Enrolment;

public sealed class EnrolmentFilesTests : IDisposable
{
    private const string Fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mesh-enrolment-");
    private readonly TrustDomain _domain = TrustDomain.Parse("cluster.local");

    private string TokenFile => Path.Combine(_directory.FullName, "token");

    private string RootFile => Path.Combine(_directory.FullName, "root.pem");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_join_token_names_its_root()
    {
        WriteToken($$"""{"sub":"spiffe://td/ns/a/sa/b","exp":1772366400,"root_sha256":"{{Fingerprint}}","once":true}""");

        var ticket = EnrolmentFiles.JoinToken(TokenFile).Read();

        Assert.Equal(("spiffe://td/ns/a/sa/b", Fingerprint, true), (ticket.Identity.ToString(), ticket.Root?.ToString(), ticket.Bundle is null));
        Assert.Equal(File.ReadAllText(TokenFile).Trim(), ticket.Token);
        Assert.DoesNotContain(ticket.Token, ticket.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_account_s_roots_are_those_of_the_file()
    {
        using var authority = new TestAuthority();
        File.WriteAllText(RootFile, authority.Bundle.ToPem());
        WriteToken("""{"sub":"system:serviceaccount:shop:web","exp":1772366400}""");

        var ticket = EnrolmentFiles.ServiceAccount(TokenFile, RootFile, _domain).Read();

        Assert.Equal("spiffe://cluster.local/ns/shop/sa/web", ticket.Identity.ToString());
        Assert.Equal(authority.Bundle.Roots.Select(r => r.ToArray()), ticket.Bundle!.Roots.Select(r => r.ToArray()));
        Assert.Null(ticket.Root);
    }

    [Fact]
    public void Files_are_read_again_each_time()
    {
        using var first = new TestAuthority();
        using var second = new TestAuthority();
        var files = EnrolmentFiles.ServiceAccount(TokenFile, RootFile, _domain);
        File.WriteAllText(RootFile, first.Bundle.ToPem());
        WriteToken("""{"sub":"system:serviceaccount:shop:web","exp":1772366400}""");
        var before = files.Read();
        File.WriteAllText(RootFile, first.Bundle.ToPem() + second.Bundle.ToPem());
        WriteToken("""{"sub":"system:serviceaccount:shop:web","exp":1772370000}""");

        var after = files.Read();

        Assert.Equal((1, 2), (before.Bundle!.Roots.Length, after.Bundle!.Roots.Length));
        Assert.Equal(TimeSpan.FromHours(1), after.Expires - before.Expires);
        Assert.NotEqual(before.Token, after.Token);
    }

    [Theory]
    [InlineData("", "not a JWT")]
    [InlineData("secret.!!.x", "not a JWT")]
    public void What_is_wrong_with_a_token_is_said_without_quoting_it(string token, string expected)
    {
        File.WriteAllText(TokenFile, token);

        var error = Assert.Throws<IOException>(() => EnrolmentFiles.JoinToken(TokenFile).Read());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(TokenFile, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_or_endless_file_is_named()
    {
        Assert.Contains($"{TokenFile}: there is no such file", Assert.Throws<IOException>(() => EnrolmentFiles.JoinToken(TokenFile).Read()).Message, StringComparison.Ordinal);
        Assert.Contains("longer than any token", Assert.Throws<IOException>(() => EnrolmentFiles.JoinToken("/dev/zero").Read()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void A_file_without_roots_is_refused(string pem)
    {
        File.WriteAllText(RootFile, pem);
        WriteToken("""{"sub":"system:serviceaccount:shop:web","exp":1772366400}""");

        var error = Assert.Throws<IOException>(() => EnrolmentFiles.ServiceAccount(TokenFile, RootFile, _domain).Read());

        Assert.Contains(RootFile, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "cluster.local", "--trust-domain goes with --root-file")]
    [InlineData("/r", "NOT", "--trust-domain: 'NOT' is not a trust domain")]
    [InlineData("/r", null, null)]
    [InlineData("/r", "example.org", null)]
    [InlineData(null, null, null)]
    public void Flags_are_checked(string? rootFile, string? trustDomain, string? expected)
    {
        Assert.Equal(expected is null, EnrolmentFiles.TryCreate("/t", rootFile, trustDomain, "cluster.local", out _, out var error));
        Assert.StartsWith(expected ?? "", error ?? "", StringComparison.Ordinal);
    }

    private void WriteToken(string claims) =>
        File.WriteAllText(TokenFile, $"eyJhbGciOiJSUzI1NiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln\n");
}
