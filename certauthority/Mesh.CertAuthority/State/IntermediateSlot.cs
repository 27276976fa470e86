using System.Security.Cryptography.X509Certificates;
using Mesh.Hosting.Programs;

namespace Mesh.CertAuthority.State;

/// <summary>The intermediate that signs leaves. Replaced, with a new key, when two thirds of its life are over.</summary>
internal sealed class IntermediateSlot : IDisposable
{
    public const string File = "intermediate.pem";

    private readonly AuthorityFile _files;
    private readonly Func<Authority> _create;
    private readonly DateTimeOffset _rootEnds;
    private volatile Authority _current;

    private IntermediateSlot(AuthorityFile files, Func<Authority> create, Authority current, DateTimeOffset rootEnds)
    {
        _files = files;
        _create = create;
        _current = current;
        _rootEnds = rootEnds;
    }

    public Authority Current => _current;

    /// <summary>When the next one is due: at the beginning of the last third; never when it would not live longer, because the root ends.</summary>
    public DateTimeOffset RenewAt => _current.NotAfter >= _rootEnds
        ? DateTimeOffset.MaxValue
        : _current.NotAfter - ((_current.NotAfter - _current.NotBefore) / 3);

    /// <summary>Reads the intermediate; makes one when there is none.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="roots">The roots.</param>
    /// <param name="create">Makes an intermediate.</param>
    /// <param name="time">The clock.</param>
    public static IntermediateSlot Open(IStateStore store, RootSlots roots, Func<Authority> create, TimeProvider time)
    {
        var files = new AuthorityFile(store, roots.Bundle.TrustDomain);
        var current = files.Read(File);
        if (current is null)
        {
            current = create();
            files.Write(File, current);
        }
        else if (!IsSignedBy(current, roots.Current))
        {
            throw new StartupException($"{store.PathOf(File)} is not signed by the root in {RootSlots.CurrentFile}; remove it to make a new one");
        }
        var slot = new IntermediateSlot(files, create, current, roots.Current.NotAfter);
        slot.RenewIfDue(time.GetUtcNow());
        return slot;
    }

    /// <summary>Replaces the intermediate when it is due.</summary>
    /// <returns>Whether it was.</returns>
    public bool RenewIfDue(DateTimeOffset now)
    {
        if (now < RenewAt)
            return false;
        var next = _create();
        _files.Write(File, next);

        // The old one is left to the garbage collector: a request may be signing with it right now.
        _current = next;
        return true;
    }

    public void Dispose() => _current.Dispose();

    private static bool IsSignedBy(Authority intermediate, Authority root)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(intermediate.Der.Span);
        using var issuer = X509CertificateLoader.LoadCertificate(root.Der.Span);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(issuer);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }
}
