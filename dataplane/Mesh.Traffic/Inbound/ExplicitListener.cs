using System.Net;

namespace Mesh.Traffic.Inbound;

/// <summary>An address the proxy itself listens on for the application.</summary>
/// <param name="Listen">Where the proxy listens, <c>127.0.0.1:9001</c>.</param>
/// <param name="Destination">The address its connections are for, as if the application had dialled it.</param>
public sealed record ExplicitListener(IPEndPoint Listen, IPEndPoint Destination);
