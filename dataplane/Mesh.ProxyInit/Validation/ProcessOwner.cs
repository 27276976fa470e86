using System.Runtime.InteropServices;
using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Validation;

/// <summary>Whose process this is.</summary>
internal static partial class ProcessOwner
{
    /// <summary>Whether what this process sends is exempt from capture, so that it can prove nothing.</summary>
    public static bool IsExempt(CaptureOptions options)
    {
        var (uid, gid) = (EffectiveUser(), EffectiveGroup());
        return uid == options.ProxyUid || gid == options.ProxyGid || options.ExcludedUids.Contains(uid) || options.ExcludedGids.Contains(gid);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();
}
