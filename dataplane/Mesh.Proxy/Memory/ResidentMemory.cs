using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace Mesh.Proxy.Memory;

/// <summary>Measures this process, without allocating.</summary>
internal static class ResidentMemory
{
    private const int MaxText = 128;

    private static readonly SafeFileHandle Statm = File.OpenHandle("/proc/self/statm");

    /// <summary>Resident bytes; proc(5), second field of statm.</summary>
    internal static long Bytes()
    {
        Span<byte> text = stackalloc byte[MaxText];
        text = text[..RandomAccess.Read(Statm, text, 0)];
        var fields = text[(text.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(fields, out long pages, out _) ? pages * Environment.SystemPageSize : 0;
    }
}
