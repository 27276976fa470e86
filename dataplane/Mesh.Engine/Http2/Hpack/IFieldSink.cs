namespace Mesh.Engine.Http2.Hpack;

/// <summary>Receives the field lines of a block in order; pseudo-header fields are field lines whose name begins with a colon.</summary>
internal interface IFieldSink
{
    /// <summary>One field line; the spans are valid during the call.</summary>
    /// <param name="name">Its name, not validated.</param>
    /// <param name="value">Its value, not validated.</param>
    /// <param name="neverIndexed">Whether the sender forbade to put it into a table, here and at every further hop (RFC 7541 §7.1.3).</param>
    /// <param name="isChecked">Whether the sink returned true for the same field before: it is in the table.</param>
    /// <returns>Whether the field was found well-formed, so that it needs no check when it comes again.</returns>
    bool OnField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndexed, bool isChecked);
}
