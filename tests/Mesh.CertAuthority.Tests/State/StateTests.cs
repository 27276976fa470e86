using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.State;
using Mesh.CertAuthority.Tokens;
using Mesh.Hosting.Programs;
using Mesh.Identity;

namespace Mesh.CertAuthority.Tests.State;

public sealed class StateTests : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TestState _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Only_the_owner_has_access()
    {
        _ = _state.Current;

        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_state.Path));
        var files = Directory.GetFiles(_state.Path);
        Assert.Equal(5, files.Length);
        Assert.All(files, file => Assert.Equal(OwnerFile, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_restart_changes_nothing()
    {
        _ = _state.Current;
        var before = Contents();

        _ = _state.Reopen();

        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData(RootSlots.CurrentFile, "chmod 600")]
    [InlineData(IntermediateSlot.File, "chmod 600")]
    [InlineData(TokenKey.File, "chmod 600")]
    [InlineData(UsedTokens.File, "chmod 600")]
    [InlineData("", "chmod 700")]
    public void What_others_can_read_is_refused(string name, string remedy)
    {
        _ = _state.Current;
        _state.Close();
        File.SetUnixFileMode(_state[name], File.GetUnixFileMode(_state[name]) | UnixFileMode.GroupRead);

        Assert.Contains(remedy, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RootSlots.CurrentFile)]
    [InlineData(IntermediateSlot.File)]
    [InlineData(TokenKey.File)]
    public void A_damaged_file_is_named_and_not_replaced(string name)
    {
        _ = _state.Current;
        _state.Close();
        var pem = File.ReadAllText(_state[name]);
        var broken = (string[])[pem[..(pem.Length / 2)], "", pem.Replace("PRIVATE KEY", "CERTIFICATE", StringComparison.Ordinal), pem + pem, FlipKey(pem)];
        foreach (var text in broken)
        {
            File.WriteAllText(_state[name], text);

            Assert.Contains($"{_state[name]} is damaged", Refusal(), StringComparison.Ordinal);
            Assert.Equal(text, File.ReadAllText(_state[name]));
        }
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        _ = _state.Current;
        _state.Close();
        var root = File.ReadAllText(_state[RootSlots.CurrentFile]);
        var key = File.ReadAllText(_state[TokenKey.File]);
        File.WriteAllText(_state[RootSlots.CurrentFile], root[..root.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)] + key);

        Assert.Contains("its key does not belong to its certificate", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_root_is_not_replaced_silently()
    {
        _ = _state.Current;
        _state.Close();
        File.Delete(_state[RootSlots.CurrentFile]);

        Assert.Contains($"{RootSlots.CurrentFile} is missing", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_trust_domain_needs_another_directory()
    {
        _ = _state.Current;

        var e = Assert.Throws<StartupException>(() => _state.Reopen(TrustDomain.Parse("te")));
        Assert.Contains("--trust-domain", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_intermediate_of_another_root_is_refused()
    {
        using var other = new TestState();
        _ = other.Current;
        _ = _state.Current;
        _state.Close();
        File.Copy(other[IntermediateSlot.File], _state[IntermediateSlot.File], overwrite: true);

        Assert.Contains("is not signed by the root", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_cannot_share_a_directory()
    {
        _ = _state.Current;

        Assert.Contains("held by another process", Assert.Throws<StartupException>(() => StateDirectory.Open(_state.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ended_root_is_refused()
    {
        _ = _state.Current;
        _state.Time.Advance(AuthorityIssuer.RootLife);

        Assert.Contains("ended at 2036-", Refusal(), StringComparison.Ordinal);
    }

    private static string FlipKey(string pem)
    {
        // Into the middle of the key's base64.
        var at = pem.LastIndexOf("\n-----END PRIVATE", StringComparison.Ordinal) - 40;
        return pem[..at] + (pem[at] == 'A' ? 'B' : 'A') + pem[(at + 1)..];
    }

    private string Refusal()
    {
        _state.Close();
        return Assert.Throws<StartupException>(() => _state.Current).Message;
    }

    private List<(string Name, string Content)> Contents()
    {
        _state.Close();
        return [.. Directory.GetFiles(_state.Path).Order().Select(file => (file, File.ReadAllText(file)))];
    }
}
