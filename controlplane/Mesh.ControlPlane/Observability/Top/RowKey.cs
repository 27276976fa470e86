using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>What makes rows of different reports one row.</summary>
internal readonly record struct RowKey(
    Direction Direction, string Source, string Destination, string Service, string Method, string Path, string Route, bool Mtls)
{
    /// <summary>Name of the row that sums what did not fit, as in proxies' reports.</summary>
    public const string Other = "(other)";

    /// <summary>The key of a row.</summary>
    public static RowKey Of(Row row) =>
        new(row.Direction, row.Source, row.Destination, row.Service, row.Method, row.Path, row.Route, row.Mtls);

    /// <summary>The key of the row that sums the rest of a direction.</summary>
    public static RowKey OtherOf(Direction direction) => new(direction, Other, Other, "", "", "", "", false);
}
