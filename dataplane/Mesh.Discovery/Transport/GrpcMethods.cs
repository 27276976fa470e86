using Grpc.Core;

namespace Mesh.Discovery.Transport;

/// <summary>gRPC methods whose messages stay bytes, so that the transport knows no message.</summary>
internal static class GrpcMethods
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(message => message, message => message);

    public static Method<byte[], byte[]> Unary(string fullName) => Create(MethodType.Unary, fullName);

    public static Method<byte[], byte[]> Duplex(string fullName) => Create(MethodType.DuplexStreaming, fullName);

    private static Method<byte[], byte[]> Create(MethodType type, string fullName)
    {
        var slash = fullName.LastIndexOf('/');
        if (fullName is not ['/', ..] || slash < 2)
            throw new ArgumentException("A method is named /package.Service/Method.", nameof(fullName));
        return new Method<byte[], byte[]>(type, fullName[1..slash], fullName[(slash + 1)..], Bytes, Bytes);
    }
}
