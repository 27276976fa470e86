using Mesh.Engine.Http1;
using Mesh.Engine.Http2;

namespace Mesh.Proxy.Limits;

/// <summary>What connections of one kind may carry.</summary>
/// <param name="Http1">When they speak HTTP/1.</param>
/// <param name="Http2">When they speak HTTP/2.</param>
internal sealed record HttpLimits(Http1Options Http1, Http2Options Http2);
