using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <summary>Options of a <see cref="TcpListener"/>. SO_REUSEADDR is always on.</summary>
public sealed record TcpListenerOptions
{
    /// <summary>Connections that may wait to be accepted. Default 1024; the system cuts it to <c>net.core.somaxconn</c>.</summary>
    public int Backlog { get; init; } = 1024;

    /// <summary>Several listeners, one per loop, share the address and the kernel spreads connections over them (SO_REUSEPORT). Default false.</summary>
    public bool ReusePort { get; init; }

    /// <summary>A listener on an IPv6 address, usually <c>[::]</c>, takes IPv4 connections too. Default false.</summary>
    public bool DualStack { get; init; }

    /// <summary>Find out what address was dialled before a REDIRECT rule (SO_ORIGINAL_DST). Default false.</summary>
    public bool ReadOriginalDestination { get; init; }

    /// <summary>
    /// Connections start peeking: OnData means that bytes wait in the kernel, seen with <see cref="Connection.Peek"/>, until the
    /// handler calls <see cref="Connection.StartReading"/> or <see cref="Connection.StartTls"/>. Not with <see cref="Tls"/>. Default false.
    /// </summary>
    public bool PeekFirst { get; init; }

    /// <summary>TLS for every connection; replaced later by <see cref="TcpListener.Tls"/>. Default null: plaintext.</summary>
    public TlsContext? Tls { get; init; }

    /// <summary>Says which connections are taken. Default null: all.</summary>
    public IConnectionGate? Gate { get; init; }

    /// <summary>Options of the accepted connections.</summary>
    public TcpOptions Tcp { get; init; } = TcpOptions.Default;
}
