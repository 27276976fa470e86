using Grpc.Net.Client;
using Mesh.Protos.Operator.V1;

namespace Mesh.Cli.Operators;

/// <summary>A connection to a control plane's operator service.</summary>
/// <param name="channel">Where the service is; disposed with this.</param>
/// <param name="where">How messages name it.</param>
/// <param name="others">What else the connection needs, disposed after the channel.</param>
internal sealed class OperatorConnection(GrpcChannel channel, string where, params IDisposable[] others) : IDisposable
{
    /// <summary>The service.</summary>
    internal OperatorService.OperatorServiceClient Client { get; } = new(channel);

    /// <summary>How messages name it.</summary>
    internal string Where => where;

    public void Dispose()
    {
        channel.Dispose();
        foreach (var other in others)
            other.Dispose();
    }
}
