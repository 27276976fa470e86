using System.Text;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Hpack;

/// <summary>Keeps fields as texts: <c>name: value</c>, with a leading <c>!</c> when they may never be indexed.</summary>
internal sealed class TextSink : IFieldSink
{
    internal List<string> Fields { get; } = [];

    public bool OnField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndexed, bool isChecked)
    {
        Fields.Add((neverIndexed ? "!" : "") + Encoding.Latin1.GetString(name) + ": " + Encoding.Latin1.GetString(value));
        return isChecked;
    }

    internal static (bool Valid, string[] Fields) Decode(HpackDecoder decoder, ReadOnlySpan<byte> block)
    {
        var sink = new TextSink();
        var valid = decoder.TryDecode(block, sink);
        return (valid, [.. sink.Fields]);
    }
}
