using System.Security.Cryptography;

namespace Mesh.Fuzz.Guidance;

/// <summary>The inputs that are kept for a target: a file with one input a line, in base64, the shortest first.</summary>
internal static class Corpus
{
    /// <summary>The file of a target's inputs.</summary>
    internal static string FileOf(string directory, string target) => Path.Combine(directory, target + ".txt");

    /// <summary>All inputs; none when there is no file.</summary>
    internal static List<byte[]> Read(string file) => File.Exists(file) ? [.. File.ReadLines(file).Select(Convert.FromBase64String)] : [];

    /// <summary>Makes the file hold exactly these inputs.</summary>
    internal static void Write(string file, IEnumerable<byte[]> inputs)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllLines(file, inputs.Select(Convert.ToBase64String).Distinct().OrderBy(line => line.Length).ThenBy(line => line, StringComparer.Ordinal));
    }

    /// <summary>Keeps an input aside, as it is, that made a target fail; returns its file.</summary>
    internal static string Keep(string directory, byte[] input)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8)));
        File.WriteAllBytes(file, input);
        return file;
    }
}
