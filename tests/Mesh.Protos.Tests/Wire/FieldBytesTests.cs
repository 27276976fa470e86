using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Mesh.Protos.Tests.Wire;

/// <summary>Every field of every message: bytes made from Envoy's number and type arrive in the field of that name, and come out again.</summary>
public sealed class FieldBytesTests
{
    public static TheoryData<string, string> Fields => [.. EnvoyFields.All
        .Where(type => type.Key.StartsWith("message ", StringComparison.Ordinal))
        .SelectMany(type => type.Value.Select(known => (type.Key[8..], known.Name)))];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Bytes_arrive_in_the_field(string message, string name)
    {
        var field = EnvoyFields.All["message " + message].Single(field => field.Name == name);
        var octets = WireBytes.Of($"{field.Number}:{Sample(field.Type)}");
        var descriptor = OurMessages.Messages[message];

        var parsed = descriptor.Parser.ParseFrom(octets);

        var filled = descriptor.Fields.InDeclarationOrder().Where(known => IsFilled(known, parsed)).Select(known => known.Name);
        Assert.Equal([name], filled);
        Assert.Equal(octets, parsed.ToByteArray());
        Assert.Equal(octets, JsonParser.Default.Parse(JsonFormatter.Default.Format(parsed), descriptor).ToByteArray());
    }

    // Values that are not the default of their type; messages are empty but present.
    private static string Sample(string type)
    {
        // Repeated numbers are packed in proto3.
        if (type == "repeated uint32")
            return "~ac02";
        if (type.StartsWith("repeated ", StringComparison.Ordinal))
            return Sample(type[9..]);
        if (type.StartsWith("map<string, ", StringComparison.Ordinal))
            return $$"""{1:"key" 2:{{Sample(type[12..^1])}}}""";
        if (EnvoyFields.All.TryGetValue("enum " + type, out var values))
            return values.First(value => value.Number != 0).Number.ToString();
        return type switch
        {
            "string" => "\"text\"",
            "bytes" => "~00ff",
            "bool" => "1",
            "double" => "!1.5",
            "uint32" or "int32" or "int64" => "300",
            _ => "{}",
        };
    }

    private static bool IsFilled(FieldDescriptor field, IMessage message) =>
        field.Accessor.GetValue(message) switch
        {
            System.Collections.ICollection many => many.Count > 0,
            _ when field.HasPresence => field.Accessor.HasValue(message),
            var value => !Equals(value, field.FieldType switch
            {
                FieldType.String => "",
                FieldType.Bytes => ByteString.Empty,
                FieldType.Bool => false,
                FieldType.Double => 0d,
                FieldType.UInt32 => 0u,
                FieldType.Int64 => 0L,
                FieldType.Int32 => 0,
                _ => Enum.ToObject(value.GetType(), 0),
            }),
        };
}
