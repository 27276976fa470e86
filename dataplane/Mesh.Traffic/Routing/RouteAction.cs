namespace Mesh.Traffic.Routing;

/// <summary>What becomes of a request: a <see cref="ForwardAction"/> or a <see cref="DirectResponseAction"/>.</summary>
public abstract class RouteAction
{
    private protected RouteAction()
    {
    }
}

/// <summary>The request goes to one of the split's clusters.</summary>
public sealed class ForwardAction(ClusterSplit split) : RouteAction
{
    /// <summary>The clusters.</summary>
    public ClusterSplit Split { get; } = split;
}

/// <summary>The proxy answers by itself.</summary>
public sealed class DirectResponseAction(int status, ReadOnlyMemory<byte> body) : RouteAction
{
    /// <summary>Status code, 200 to 599.</summary>
    public int Status { get; } = status;

    /// <summary>The response's body; may be empty.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;
}
