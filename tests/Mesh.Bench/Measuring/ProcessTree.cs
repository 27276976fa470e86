using System.Globalization;

namespace Mesh.Bench.Measuring;

/// <summary>A process and its descendants, as /proc shows them.</summary>
internal sealed class ProcessTree(int root)
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system time used so far, in seconds (resolution 10 ms).</summary>
    public double CpuSeconds() => Members().Sum(CpuTicks) / TicksPerSecond;

    /// <summary>Resident memory in MiB. Pages that processes of the tree share are counted for each.</summary>
    public double ResidentMib() => Members().Sum(ResidentKib) / 1024.0;

    private List<int> Members()
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0)
            .Select(id => (Id: id, Fields: Stat(id)))
            .Where(process => process.Fields.Length > 0)
            .ToLookup(process => int.Parse(process.Fields[1], CultureInfo.InvariantCulture), process => process.Id);
        var members = new List<int> { root };
        for (var index = 0; index < members.Count; index++)
        {
            members.AddRange(parents[members[index]]);
        }

        return members;
    }

    private static long CpuTicks(int process) =>
        Stat(process) is { Length: > 12 } fields
            ? long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)
            : 0;

    // Fields after the command's name, which may contain blanks: state, parent, …, utime (11), stime (12).
    private static string[] Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long ResidentKib(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
