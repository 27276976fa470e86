using Mesh.Api.Resources;
using Mesh.ControlPlane.Observability.Top;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Tests.Observability.Top;

public sealed class RowOwnershipTests
{
    [Theory]
    [InlineData(Direction.Outbound, "web.shop", "catalog.shop", true)]
    [InlineData(Direction.Outbound, "catalog.shop", "web.shop", false)]
    [InlineData(Direction.Outbound, "web.shop2", "catalog.shop", false)]
    [InlineData(Direction.Outbound, "", "web.shop", false)]
    [InlineData(Direction.Inbound, "catalog.shop", "web.shop", true)]
    [InlineData(Direction.Inbound, "web.shop", "catalog.shop", false)]
    [InlineData(Direction.Outbound, "(other)", "(other)", true)]
    [InlineData(Direction.Inbound, "(other)", "(other)", true)]
    [InlineData(Direction.Outbound, "(other)", "catalog.shop", false)]
    public void ARowIsAboutWhoReportsIt(Direction direction, string source, string destination, bool isKept)
    {
        var own = new Row { Source = "web.shop", Destination = "x" };
        var report = new Report { Rows = { new Row { Direction = direction, Source = source, Destination = destination }, own } };

        Assert.Equal(isKept ? 0 : 1, RowOwnership.DropForeign(report, new NamespacedName("shop", "web")));
        Assert.Equal(isKept ? 2 : 1, report.Rows.Count);
        Assert.Contains(own, report.Rows);
    }
}
