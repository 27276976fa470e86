using System.Runtime.InteropServices;

namespace Mesh.Proxy.Memory;

/// <summary>Gives memory back that the process does not need any more.</summary>
internal static partial class ProcessMemory
{
    private const int DontNeed = 4;
    private const int ArenaMax = -8;

    /// <summary>
    /// Before any thread starts. The C library would give each of them a heap of its own, though only the loops use native memory to speak of:
    /// OpenSSL's.
    /// </summary>
    /// <param name="loops">How many loops there will be; 1 or more.</param>
    internal static void LimitNativeHeaps(int loops) => _ = SetMallocOption(ArenaMax, loops);

    /// <summary>Collects garbage, and returns what is free. Stops all threads for some milliseconds.</summary>
    internal static void ReleaseFree()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = TrimMalloc(0);
    }

    /// <summary>
    /// Lets go of the pages of code and constants that are mapped now, most of which only the start needed. Those that are needed again are mapped again
    /// from the page cache, at the price of a minor fault each.
    /// </summary>
    internal static void ReleaseCode()
    {
        foreach (var (start, length) in CodeMappings.Read(File.ReadLines("/proc/self/smaps"), Environment.ProcessPath!))
            _ = Advise(start, length, DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimMalloc(nuint keep);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);
}
