using System.Text;

namespace Mesh.Api.Manifests;

/// <summary>Reads one file without trusting what it is.</summary>
internal static class ManifestFileReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The text, or what is wrong with the file; and its size in bytes.</returns>
    public static (string? Text, long Size, string? Fault) Read(string path)
    {
        // Pipes and devices have no length; opening one could block for ever.
        if (new FileInfo(path).Length == 0)
            return ("", 0, null);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > ManifestReader.LongestFile)
            return (null, 0, "the file is larger than 4 MiB");
        // One octet more than allowed, because the file may grow while it is read.
        var octets = new byte[stream.Length + 1];
        var size = stream.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        if (size > ManifestReader.LongestFile)
            return (null, size, "the file is larger than 4 MiB");
        try
        {
            var text = StrictUtf8.GetString(octets.AsSpan(0, size));
            return (text.TrimStart('\uFEFF'), size, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, size, "the file is not UTF-8");
        }
    }
}
