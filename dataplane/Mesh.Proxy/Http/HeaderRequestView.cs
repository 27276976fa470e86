using Mesh.Engine.Http;
using Mesh.Traffic.Requests;

namespace Mesh.Proxy.Http;

/// <summary>What decisions see of a received request.</summary>
internal readonly ref struct HeaderRequestView(HeaderBlock head) : IRequestView
{
    public ReadOnlySpan<byte> Method => head.Method;

    public ReadOnlySpan<byte> Path => head.Path;

    public ReadOnlySpan<byte> Authority => head.Authority;

    public bool TryGetHeader(ReadOnlySpan<byte> lowerCaseName, out ReadOnlySpan<byte> value) => head.TryGet(lowerCaseName, out value);
}
