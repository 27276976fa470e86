using System.Globalization;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Inbound;

/// <summary>Where a request or connection goes inside the workload.</summary>
/// <param name="Application">Address of the application.</param>
/// <param name="Port">Settings of its port.</param>
/// <param name="Version">HTTP version to speak with it.</param>
internal sealed record InboundTarget(IpEndpoint Application, InboundPort Port, HttpVersion Version)
{
    /// <summary>The service port it backs, for telemetry.</summary>
    internal string Service =>
        Port.Services.IsDefaultOrEmpty ? string.Create(CultureInfo.InvariantCulture, $":{Application.Port}") : Port.Services[0];
}
