using System.Security.Cryptography;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Bytes that differ at every offset within a gigabyte, so that a lost, doubled or moved block is noticed.</summary>
internal static class Pattern
{
    private const int BlockSize = 64 * 1024;

    internal static async Task WriteAsync(Stream stream, long count)
    {
        var block = new byte[BlockSize];
        for (long offset = 0; offset < count; offset += BlockSize)
        {
            Fill(block, offset);
            await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(BlockSize, count - offset)));
        }
    }

    /// <summary>Length and digest of a stream.</summary>
    internal static async Task<(long Length, string Digest)> DigestAsync(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BlockSize];
        long length = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }
        return (length, Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>The digest that <paramref name="count"/> bytes must have.</summary>
    internal static string Digest(long count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[BlockSize];
        for (long offset = 0; offset < count; offset += BlockSize)
        {
            Fill(block, offset);
            hash.AppendData(block, 0, (int)Math.Min(BlockSize, count - offset));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Fill(Span<byte> block, long offset)
    {
        for (var i = 0; i < block.Length; i += 8)
            BitConverter.TryWriteBytes(block[i..], (offset + i) * 0x9E3779B97F4A7C15UL.GetHashCode() ^ (offset + i));
    }
}
