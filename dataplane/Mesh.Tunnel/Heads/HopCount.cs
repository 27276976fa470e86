using System.Buffers.Text;
using System.Text;
using Mesh.Conventions;
using Mesh.Engine.Http;

namespace Mesh.Tunnel.Heads;

/// <summary>Counts the proxies that a request leaves a workload through, so that one that goes in circles is noticed. docs/tunnel.md.</summary>
/// <remarks>
/// The count is no secret and needs no protection: who forges it can only have his own requests refused, or go in the circle he would go in
/// without it.
/// </remarks>
public static class HopCount
{
    /// <summary>The most proxies a request passes.</summary>
    public const int Most = 10;

    private static readonly byte[] Hops = Encoding.ASCII.GetBytes(MeshHeaders.Hops);

    /// <summary>Counts this proxy; false when that is one too many. What is no number counts as none.</summary>
    public static bool TryCount(HeaderBlock head)
    {
        var passed = head.TryGet(Hops, out var text) && Utf8Parser.TryParse(text, out byte count, out var used) && used == text.Length ? count : 0;
        if (passed >= Most)
            return false;
        Span<byte> next = stackalloc byte[3];
        Utf8Formatter.TryFormat(passed + 1, next, out var length);
        head.Set(Hops, next[..length]);
        return true;
    }
}
