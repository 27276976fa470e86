using Mesh.Hosting.Programs;
using Mesh.Identity;
using Mesh.Identity.Trust;

namespace Mesh.CertAuthority.State;

/// <summary>
/// The roots: <c>current</c> signs the intermediate, <c>next</c> (when its file is there) only is in the bundle, so that every workload
/// trusts it before it signs. Immutable.
/// </summary>
internal sealed class RootSlots : IDisposable
{
    public const string CurrentFile = "root-current.pem";
    public const string NextFile = "root-next.pem";

    private RootSlots(TrustDomain trustDomain, Authority current, Authority? next)
    {
        Current = current;
        Next = next;
        Bundle = TrustBundle.Create(trustDomain, next is null ? [current.Der] : [current.Der, next.Der]);
        CurrentFingerprint = RootFingerprint.Of(current.Der.Span);
    }

    public Authority Current { get; }

    public Authority? Next { get; }

    /// <summary>The roots of both slots.</summary>
    public TrustBundle Bundle { get; }

    public RootFingerprint CurrentFingerprint { get; }

    /// <summary>Reads the slots; makes the first root when there is none.</summary>
    /// <param name="store">Where they are kept.</param>
    /// <param name="trustDomain">The trust domain.</param>
    /// <param name="create">Makes a root.</param>
    /// <param name="now">The time; an expired root is refused.</param>
    public static RootSlots Open(IStateStore store, TrustDomain trustDomain, Func<Authority> create, DateTimeOffset now)
    {
        var files = new AuthorityFile(store, trustDomain);
        var current = files.Read(CurrentFile);
        if (current is null)
        {
            RequireFresh(store);
            current = create();
            files.Write(CurrentFile, current);
        }
        RequireValid(current, store.PathOf(CurrentFile), now);
        return new RootSlots(trustDomain, current, files.Read(NextFile));
    }

    public void Dispose()
    {
        Current.Dispose();
        Next?.Dispose();
    }

    // Otherwise a lost root would be replaced silently, and the whole mesh would no longer trust us.
    private static void RequireFresh(IStateStore store)
    {
        foreach (var name in (string[])[NextFile, IntermediateSlot.File, TokenKey.File])
        {
            if (store.Contains(name))
                throw new StartupException($"{store.PathOf(CurrentFile)} is missing although {name} is there; restore it from a backup, or start with an empty state directory");
        }
    }

    private static void RequireValid(Authority root, string path, DateTimeOffset now)
    {
        if (now >= root.NotAfter)
            throw new StartupException($"the root certificate in {path} ended at {root.NotAfter:O}; start with an empty state directory to make a new one");
        if (now < root.NotBefore)
            throw new StartupException($"the root certificate in {path} begins at {root.NotBefore:O}; set this machine's clock");
    }
}
