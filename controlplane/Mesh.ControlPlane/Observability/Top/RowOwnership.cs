using Mesh.Api.Resources;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>
/// A proxy sees its own workload's traffic only: it is the source of what goes out and the destination of what comes in. Rows about
/// others would let one workload put words into the mouth of another.
/// </summary>
internal static class RowOwnership
{
    /// <summary>Takes the rows that are not about the reporting workload out of its report.</summary>
    /// <returns>How many there were.</returns>
    public static int DropForeign(Report report, NamespacedName reporter)
    {
        var own = report.Rows.Where(row => IsOwn(row, reporter.ServiceName)).ToArray();
        var foreign = report.Rows.Count - own.Length;
        if (foreign > 0)
        {
            report.Rows.Clear();
            report.Rows.Add(own);
        }

        return foreign;
    }

    private static bool IsOwn(Row row, string reporter) =>
        (row.Direction == Direction.Outbound ? row.Source : row.Destination) == reporter || RowKey.Of(row) == RowKey.OtherOf(row.Direction);
}
