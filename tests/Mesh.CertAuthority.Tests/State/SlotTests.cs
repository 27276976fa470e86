using System.Security.Cryptography.X509Certificates;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.State;
using Mesh.Identity.Trust;

namespace Mesh.CertAuthority.Tests.State;

public sealed class SlotTests : IDisposable
{
    private readonly TestState _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void A_prepared_next_root_is_in_the_bundle_and_does_not_sign()
    {
        var before = _state.Current.Roots;
        PrepareNext();

        var after = _state.Reopen().Roots;

        Assert.Equal(before.CurrentFingerprint, after.CurrentFingerprint);
        Assert.Equal(2, after.Bundle.Roots.Length);
        Assert.NotEqual(before.Bundle.Version, after.Bundle.Version);
        Assert.NotNull(after.Bundle.PinnedTo(before.CurrentFingerprint));
        Assert.NotNull(after.Bundle.PinnedTo(RootFingerprint.Of(after.Next!.Der.Span)));
        Assert.Equal(NameOf(after.Current.Der, issuer: false), NameOf(_state.Current.Intermediate.Current.Der, issuer: true));
        Assert.NotEqual(NameOf(after.Next.Der, issuer: false), NameOf(after.Current.Der, issuer: false));
    }

    [Fact]
    public void The_intermediate_is_replaced_in_its_last_third()
    {
        var slot = _state.Current.Intermediate;
        var first = slot.Current;
        _state.Time.Advance(TimeSpan.FromDays(243));

        Assert.False(slot.RenewIfDue(_state.Time.GetUtcNow()));
        _state.Time.Advance(TimeSpan.FromDays(1));
        Assert.True(slot.RenewIfDue(_state.Time.GetUtcNow()));

        Assert.NotSame(first, slot.Current);
        Assert.Equal(_state.Time.GetUtcNow() + AuthorityIssuer.IntermediateLife, slot.Current.NotAfter);
        var der = slot.Current.Der.ToArray();
        Assert.Equal(der, _state.Reopen().Intermediate.Current.Der.ToArray());
    }

    [Fact]
    public void An_intermediate_that_ended_while_the_service_was_down_is_replaced_at_start()
    {
        _ = _state.Current;
        _state.Time.Advance(TimeSpan.FromDays(400));

        Assert.True(_state.Reopen().Intermediate.Current.NotAfter > _state.Time.GetUtcNow());
    }

    [Fact]
    public void An_intermediate_does_not_outlive_its_root()
    {
        var root = _state.Current.Roots.Current;
        _state.Time.Advance(AuthorityIssuer.RootLife - TimeSpan.FromDays(30));

        var slot = _state.Reopen().Intermediate;

        Assert.Equal(root.NotAfter, slot.Current.NotAfter);
        _state.Time.Advance(TimeSpan.FromDays(29));
        Assert.False(slot.RenewIfDue(_state.Time.GetUtcNow()), "another one would not live longer");
    }

    private static string NameOf(ReadOnlyMemory<byte> der, bool issuer)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der.Span);
        return issuer ? certificate.Issuer : certificate.Subject;
    }

    private void PrepareNext()
    {
        _state.Close();
        using var directory = StateDirectory.Open(_state.Path);
        using var next = new AuthorityIssuer(TestState.Domain, _state.Time).CreateRoot();
        new AuthorityFile(directory, TestState.Domain).Write(RootSlots.NextFile, next);
    }
}
