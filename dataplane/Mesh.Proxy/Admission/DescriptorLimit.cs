using System.Runtime.InteropServices;

namespace Mesh.Proxy.Admission;

/// <summary>How many descriptors the process may have, getrlimit(2).</summary>
internal static partial class DescriptorLimit
{
    private const int NumberOfFiles = 7;

    // The value must stand for a count of files: "unlimited" is the largest number there is.
    private const ulong Most = 1 << 30;

    /// <summary>Raises the soft limit to the hard one and returns it. Nothing here uses select(2), the reason for a low soft limit.</summary>
    internal static long Raise()
    {
        if (Get(NumberOfFiles, out var limits) < 0)
            return (long)Most;
        var raised = limits.Soft == limits.Hard || Set(NumberOfFiles, limits with { Soft = limits.Hard }) == 0;
        return (long)Math.Min(raised ? limits.Hard : limits.Soft, Most);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int Get(int resource, out Limits limits);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int Set(int resource, in Limits limits);

    private readonly record struct Limits(ulong Soft, ulong Hard);
}
