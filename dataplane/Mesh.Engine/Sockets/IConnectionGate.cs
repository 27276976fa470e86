namespace Mesh.Engine.Sockets;

/// <summary>Says whether listeners take one more connection. Called on the listeners' loops; an implementation that several of them share is thread-safe.</summary>
public interface IConnectionGate
{
    /// <summary>Lets a connection from <paramref name="remote"/> in, or has it reset before anything is read. For each that is let in <see cref="Leave"/> follows.</summary>
    bool TryEnter(IpEndpoint remote);

    /// <summary>A connection from <paramref name="remote"/> that was let in has closed.</summary>
    void Leave(IpEndpoint remote);

    /// <summary>A connection was reset because the process, or the system, has no descriptor for it.</summary>
    void OnOutOfDescriptors();
}
