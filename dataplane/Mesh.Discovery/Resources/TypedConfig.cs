using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Discovery.Resources;

/// <summary>Messages inside messages.</summary>
internal static class TypedConfig
{
    /// <summary>Unpacks a message of a type that is known to be right; reports what cannot be read.</summary>
    public static bool TryRead<T>(Any packed, MessageParser<T> parser, string field, FieldReport report, [NotNullWhen(true)] out T? message)
        where T : class, IMessage<T> => TryRead(packed.Value, parser, field, report, out message);

    /// <summary>Parses a message; reports what cannot be read and fields that this proxy does not know.</summary>
    public static bool TryRead<T>(ByteString value, MessageParser<T> parser, string field, FieldReport report, [NotNullWhen(true)] out T? message)
        where T : class, IMessage<T>
    {
        message = null;
        try
        {
            message = parser.WithDiscardUnknownFields(true).ParseFrom(value);
        }
        // The parser throws the second for a number wrapped in a message that ends too early.
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or InvalidOperationException)
        {
            report.Error(field, $"not a {typeof(T).Name}: {malformed.Message}");
            return false;
        }
        // What was discarded is missing from the size.
        if (message.CalculateSize() != value.Length)
            report.Warn(field, "has fields that this proxy does not know; they are ignored");
        return true;
    }
}
