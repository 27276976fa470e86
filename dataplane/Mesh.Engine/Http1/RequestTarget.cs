using System.Buffers;
using System.Text;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>The four forms of a request target, RFC 9112 §3.2, and how Host must fit them.</summary>
internal static class RequestTarget
{
    /// <summary>Fills scheme, authority and path of <paramref name="block"/>, whose method is set.</summary>
    internal static MessageError Apply(ReadOnlySpan<byte> target, ReadOnlySpan<byte> scheme, HeaderBlock block)
    {
        if (block.Method.SequenceEqual("CONNECT"u8))
            return ApplyAuthorityForm(target, block);
        if (!target.IsEmpty && target[0] == '/')
            return ApplyOriginForm(target, scheme, block);
        if (!target.SequenceEqual("*"u8))
            return ApplyAbsoluteForm(target, block);
        if (!block.Method.SequenceEqual("OPTIONS"u8))
            return MessageError.Target;
        block.Scheme = scheme;
        block.Path = target;
        return MessageError.None;
    }

    /// <summary>Checks Host and, for targets without an authority, makes it the authority.</summary>
    internal static MessageError ApplyHost(in HeadFields fields, HeaderBlock block)
    {
        if (fields.Hosts == 0)
            return block.Version == HttpVersion.Http10 ? MessageError.None : MessageError.Host;
        if (fields.Hosts > 1 || !AuthoritySyntax.TrySplit(fields.Host, out var host, out var port))
            return MessageError.Host;
        if (block.Authority.IsEmpty)
            block.Authority = fields.Host;
        else if (!Matches(block, fields.Host, host, port))
            return MessageError.HostMismatch;
        return MessageError.None;
    }

    private static MessageError ApplyOriginForm(ReadOnlySpan<byte> target, ReadOnlySpan<byte> scheme, HeaderBlock block)
    {
        if (!TargetSyntax.IsPath(target))
            return MessageError.Target;
        block.Scheme = scheme;
        block.Path = target;
        return MessageError.None;
    }

    private static MessageError ApplyAuthorityForm(ReadOnlySpan<byte> target, HeaderBlock block)
    {
        if (!AuthoritySyntax.TrySplit(target, out _, out var port) || port.IsEmpty)
            return MessageError.Target;
        block.Authority = target;
        return MessageError.None;
    }

    private static MessageError ApplyAbsoluteForm(ReadOnlySpan<byte> target, HeaderBlock block)
    {
        ReadOnlySpan<byte> scheme;
        if (StartsWith(target, "http://"u8))
            scheme = "http"u8;
        else if (StartsWith(target, "https://"u8))
            scheme = "https"u8;
        else
            return MessageError.Target;
        var rest = target[(scheme.Length + 3)..];
        var end = rest.IndexOfAny((byte)'/', (byte)'?');
        var authority = end < 0 ? rest : rest[..end];
        if (!AuthoritySyntax.IsValid(authority))
            return MessageError.Target;
        block.Scheme = scheme;
        block.Authority = authority;
        return ApplyAbsolutePath(end < 0 ? default : rest[end..], block);
    }

    private static MessageError ApplyAbsolutePath(ReadOnlySpan<byte> path, HeaderBlock block)
    {
        if (path.IsEmpty)
        {
            block.Path = block.Method.SequenceEqual("OPTIONS"u8) ? "*"u8 : "/"u8;
            return MessageError.None;
        }
        if (path[0] == '/')
            return ApplyOriginForm(path, block.Scheme, block);
        var rented = ArrayPool<byte>.Shared.Rent(path.Length + 1);
        rented[0] = (byte)'/';
        path.CopyTo(rented.AsSpan(1));
        var error = ApplyOriginForm(rented.AsSpan(0, path.Length + 1), block.Scheme, block);
        ArrayPool<byte>.Shared.Return(rented);
        return error;
    }

    // In absolute form Host must be the target's authority; for CONNECT clients leave out the port (RFC 9112 §3.2.3).
    private static bool Matches(HeaderBlock block, ReadOnlySpan<byte> value, ReadOnlySpan<byte> host, ReadOnlySpan<byte> port)
    {
        if (Ascii.EqualsIgnoreCase(block.Authority, value))
            return true;
        return block.Path.IsEmpty && port.IsEmpty && AuthoritySyntax.TrySplit(block.Authority, out var targetHost, out _)
            && Ascii.EqualsIgnoreCase(targetHost, host);
    }

    private static bool StartsWith(ReadOnlySpan<byte> target, ReadOnlySpan<byte> prefix) =>
        target.Length > prefix.Length && Ascii.EqualsIgnoreCase(target[..prefix.Length], prefix);
}
