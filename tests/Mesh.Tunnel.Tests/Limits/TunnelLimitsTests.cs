using Mesh.Tunnel.Limits;

namespace Mesh.Tunnel.Tests.Limits;

public sealed class TunnelLimitsTests
{
    [Fact]
    public void Stalled_streams_leave_the_connection_to_many_others() =>
        Assert.InRange(TunnelLimits.CreateHttp2().MaxConnectionWindow / TunnelLimits.CreateHttp2().StreamWindow, 64, 1024);
}
