using Mesh.Engine.Sockets;

namespace Mesh.Proxy.Handover;

/// <summary>A second descriptor of a listening socket, to be passed on.</summary>
/// <param name="Name">Loop and use, <c>0/tunnel</c>.</param>
/// <param name="Socket">To be disposed.</param>
internal readonly record struct NamedSocket(string Name, SafeSocketDescriptor Socket);
