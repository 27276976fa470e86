namespace Mesh.Bench.Load.Grpc;

/// <summary>What is said: unary calls with a message of 100 bytes there and back.</summary>
internal static class GrpcMessages
{
    /// <summary>A message with its prefix (not compressed, length).</summary>
    public static byte[] Message { get; } = [0, 0, 0, 0, 100, .. Enumerable.Repeat((byte)'m', 100)];

    /// <summary>The trailers' only field as it must arrive, where nothing is in a table: literal name, literal value.</summary>
    public static byte[] StatusOk { get; } = [11, .. "grpc-status"u8, 1, (byte)'0'];

    public static FieldBlocks Request(string authority) => new FieldBlocks()
        .Static(3).Static(6).Named(4, "/bench.Bench/Call").Named(1, authority).Named(31, "application/grpc").New("te", "trailers").New("user-agent", "mesh-bench");

    /// <summary><c>:status: 200</c> and the type.</summary>
    public static FieldBlocks ResponseHead() => new FieldBlocks().Static(8).Named(31, "application/grpc");

    public static FieldBlocks Trailers() => new FieldBlocks().New("grpc-status", "0");
}
