using System.Globalization;

namespace Mesh.Proxy.Memory;

/// <summary>Finds in <c>/proc/self/smaps</c> (proc_pid_smaps(5)) what can be dropped at any time because its file has it all.</summary>
internal static class CodeMappings
{
    private const string AllFromFile = "Anonymous:             0 kB";

    /// <summary>
    /// The private mappings of the executable and of shared libraries that are not writable and have no page that was ever written (the
    /// loader writes some before it makes them read-only: those must stay).
    /// </summary>
    internal static IEnumerable<(nuint Start, nuint Length)> Read(IEnumerable<string> smaps, string executable)
    {
        (nuint Start, nuint Length)? candidate = null;
        foreach (var line in smaps)
        {
            if (IsHeader(line))
                candidate = Parse(line, executable);
            else if (line == AllFromFile && candidate is { } found)
                yield return found;
        }
    }

    // Names of values begin with a capital letter.
    private static bool IsHeader(string line) => line.Length > 0 && char.IsAsciiHexDigitLower(line[0]);

    // 7f1c8e000000-7f1c8e200000 r-xp 00028000 fe:00 1234    /usr/lib/x86_64-linux-gnu/libc.so.6
    private static (nuint Start, nuint Length)? Parse(string line, string executable)
    {
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (fields is not [var range, ['r', '-', _, 'p'], _, _, _, var file] || (file != executable && !IsLibrary(file)) || range.Split('-') is not [var first, var end])
            return null;
        var start = nuint.Parse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (start, nuint.Parse(end, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) - start);
    }

    private static bool IsLibrary(string file) => file.StartsWith('/') && (file.EndsWith(".so", StringComparison.Ordinal) || file.Contains(".so.", StringComparison.Ordinal));
}
