using Mesh.Engine.Sockets;

namespace Mesh.Engine.Tests.TestDoubles;

/// <summary>Gives connections to handlers: always the same one, or what a function says.</summary>
internal sealed class Acceptor(Func<Connection, IConnectionHandler?> choose) : IConnectionAcceptor
{
    public Acceptor(IConnectionHandler handler)
        : this(_ => handler)
    {
    }

    public IConnectionHandler? OnAccept(Connection connection) => choose(connection);
}
