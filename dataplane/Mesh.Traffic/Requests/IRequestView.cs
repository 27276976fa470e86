namespace Mesh.Traffic.Requests;

/// <summary>
/// What a decision may see of an HTTP request, as bytes. Decisions take it through a generic parameter
/// <c>where TRequest : IRequestView, allows ref struct</c>, so that a view can be a struct on the stack and nothing is boxed.
/// </summary>
public interface IRequestView
{
    /// <summary>The method, case-sensitive (RFC 9110 §9.1).</summary>
    ReadOnlySpan<byte> Method { get; }

    /// <summary>Path and query as they were received; <c>*</c> for OPTIONS of the server, empty for plain CONNECT.</summary>
    ReadOnlySpan<byte> Path { get; }

    /// <summary>Host or <c>:authority</c>, with its port when the client sent one.</summary>
    ReadOnlySpan<byte> Authority { get; }

    /// <summary>The value of a field; when the field was repeated, the first one or all joined by commas.</summary>
    /// <param name="lowerCaseName">Name in lower case.</param>
    /// <param name="value">The value, empty when the field is missing.</param>
    /// <returns>Whether the field is there.</returns>
    bool TryGetHeader(ReadOnlySpan<byte> lowerCaseName, out ReadOnlySpan<byte> value);
}
