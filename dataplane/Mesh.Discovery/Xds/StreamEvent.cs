using Mesh.Discovery.Transport;

namespace Mesh.Discovery.Xds;

/// <summary>What wakes the discovery loop: a message or the end of a stream, or, without a stream, work of its own.</summary>
internal readonly record struct StreamEvent(StreamPump? Source, byte[]? Message, ControlTransportException? End);
