using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Model.Xds;

/// <summary>Encodes messages so that equal content has equal bytes.</summary>
internal static class XdsEncoding
{
    private const string TypeUrlPrefix = "type.googleapis.com/";

    /// <summary>As <see cref="Any.Pack(IMessage)"/>, with map entries in order.</summary>
    public static Any Pack(IMessage message) => new()
    {
        TypeUrl = TypeUrlPrefix + message.Descriptor.FullName,
        Value = ToBytes(message),
    };

    private static ByteString ToBytes(IMessage message)
    {
        var octets = new byte[message.CalculateSize()];
        using var output = new CodedOutputStream(octets) { Deterministic = true };
        message.WriteTo(output);
        output.CheckNoSpaceLeft();
        return UnsafeByteOperations.UnsafeWrap(octets);
    }
}
