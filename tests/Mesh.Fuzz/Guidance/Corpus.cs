using System.Security.Cryptography;

namespace Mesh.Fuzz.Guidance;

/// <summary>The inputs that are kept for a target: one file each, named by its content.</summary>
internal static class Corpus
{
    /// <summary>All inputs in <paramref name="directory"/>, in the order of their names.</summary>
    internal static List<byte[]> Read(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)] : [];

    /// <summary>Makes <paramref name="directory"/> hold exactly <paramref name="inputs"/>.</summary>
    internal static void Write(string directory, IEnumerable<byte[]> inputs)
    {
        Directory.CreateDirectory(directory);
        var wanted = inputs.DistinctBy(NameOf).ToDictionary(NameOf);
        foreach (var file in Directory.EnumerateFiles(directory).Where(file => !wanted.ContainsKey(Path.GetFileName(file))))
            File.Delete(file);
        foreach (var (name, input) in wanted)
            File.WriteAllBytes(Path.Combine(directory, name), input);
    }

    /// <summary>Keeps an input aside that made a target fail; returns its file.</summary>
    internal static string Keep(string directory, byte[] input)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, NameOf(input));
        File.WriteAllBytes(file, input);
        return file;
    }

    private static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8));
}
