using System.Text;
using Mesh.Traffic.Requests;

namespace Mesh.Traffic.Tests.Requests;

/// <summary>A request for tests. A struct, as the proxy's view is.</summary>
internal readonly struct TestRequest : IRequestView
{
    private readonly byte[] _method;
    private readonly byte[] _path;
    private readonly byte[] _authority;
    private readonly (byte[] Name, byte[] Value)[] _headers;

    private TestRequest(string method, string path, string authority, (string, string)[] headers)
    {
        _method = Encoding.UTF8.GetBytes(method);
        _path = Encoding.UTF8.GetBytes(path);
        _authority = Encoding.UTF8.GetBytes(authority);
        _headers = [.. headers.Select(header => (Encoding.UTF8.GetBytes(header.Item1), Encoding.UTF8.GetBytes(header.Item2)))];
    }

    public ReadOnlySpan<byte> Method => _method;

    public ReadOnlySpan<byte> Path => _path;

    public ReadOnlySpan<byte> Authority => _authority;

    public static TestRequest Get(string path, params (string, string)[] headers) => new("GET", path, "catalog.shop", headers);

    public static TestRequest To(string authority, string path = "/") => new("GET", path, authority, []);

    public static TestRequest With(string method, string path = "/") => new(method, path, "catalog.shop", []);

    public bool TryGetHeader(ReadOnlySpan<byte> lowerCaseName, out ReadOnlySpan<byte> value)
    {
        foreach (var (name, bytes) in _headers)
        {
            if (lowerCaseName.SequenceEqual(name))
            {
                value = bytes;
                return true;
            }
        }
        value = default;
        return false;
    }
}
