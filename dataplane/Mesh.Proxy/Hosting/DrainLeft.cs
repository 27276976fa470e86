namespace Mesh.Proxy.Hosting;

/// <summary>What keeps a drain from being done.</summary>
/// <param name="InProgress">Requests and TCP connections of either direction.</param>
/// <param name="IsQuiet">Whether callers that cannot be told have stopped coming.</param>
internal readonly record struct DrainLeft(int InProgress, bool IsQuiet)
{
    /// <summary>Nothing.</summary>
    internal static DrainLeft None => new(0, IsQuiet: true);

    internal bool IsDone => InProgress == 0 && IsQuiet;

    /// <summary>That of two loops.</summary>
    internal DrainLeft And(DrainLeft other) => new(InProgress + other.InProgress, IsQuiet && other.IsQuiet);

    /// <inheritdoc/>
    public override string ToString() => InProgress > 0 ? $"{InProgress} requests and connections are in progress" : IsQuiet ? "nothing is in progress" : "waiting until callers stop coming";
}
