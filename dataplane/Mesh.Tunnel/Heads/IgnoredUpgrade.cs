using System.Buffers.Text;
using System.Text;
using Mesh.Conventions;
using Mesh.Engine.Http;

namespace Mesh.Tunnel.Heads;

/// <summary>
/// The answer of an application that ignored an upgrade, with a 2xx status, on its way through a tunnel. In HTTP/2 such a status accepts the upgrade
/// (RFC 8441 section 5), so the status travels in a field of its own. docs/tunnel.md.
/// </summary>
public static class IgnoredUpgrade
{
    private static readonly byte[] AppStatus = Encoding.ASCII.GetBytes(MeshHeaders.AppStatus);

    /// <summary>Callee: marks the response to an upgrade if it ignores it. An application's own field of the name is removed.</summary>
    /// <param name="head">The response's head.</param>
    /// <param name="isUpgrade">Whether the request asked for an upgrade.</param>
    public static void Mark(HeaderBlock head, bool isUpgrade)
    {
        head.Remove(AppStatus);
        if (!isUpgrade || head.Status is < 200 or >= 300 || !head.Protocol.IsEmpty)
            return;
        Span<byte> status = stackalloc byte[3];
        Utf8Formatter.TryFormat(head.Status, status, out _);
        head.Add(AppStatus, status);
        head.Status = 502;
    }

    /// <summary>Caller: gives a marked response its status back, as HTTP/1 says it. A mark where none can be is removed.</summary>
    /// <param name="head">The response's head.</param>
    /// <param name="isUpgrade">Whether the request asked for an upgrade.</param>
    public static void Restore(HeaderBlock head, bool isUpgrade)
    {
        if (!head.TryGet(AppStatus, out var text))
            return;
        if (isUpgrade && head.Status == 502 && text.Length == 3 && Utf8Parser.TryParse(text, out int status, out var used) && used == 3 && status is >= 200 and < 300)
        {
            head.Status = status;
            head.Version = HttpVersion.Http11;
        }
        head.Remove(AppStatus);
    }
}
