using System.Net.Sockets;
using Mesh.Hosting.Sockets;
using Mesh.TestKit;

namespace Mesh.Hosting.Tests.Sockets;

public sealed class PrivateUnixSocketsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Only_the_owner_may_connect()
    {
        var path = _directory["admin.sock"];
        using var socket = PrivateUnixSockets.Bind(new UnixDomainSocketEndPoint(path));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        File.WriteAllText(_directory["later"], "");
        Assert.True(File.GetUnixFileMode(_directory["later"]).HasFlag(UnixFileMode.GroupRead), "the process's umask is as before");
    }

    [Fact]
    public void A_socket_left_behind_is_replaced_and_a_served_one_is_not()
    {
        var endpoint = new UnixDomainSocketEndPoint(_directory["admin.sock"]);
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Renamed, because disposing removes the file that was bound; a process that is killed leaves it.
            dead.Bind(new UnixDomainSocketEndPoint(_directory["other.sock"]));
            File.Move(_directory["other.sock"], _directory["admin.sock"]);
        }

        using var served = PrivateUnixSockets.Bind(endpoint);
        served.Listen();

        Assert.Contains("served by another process", Assert.Throws<IOException>(() => PrivateUnixSockets.Bind(endpoint)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_socket_is_kept()
    {
        File.WriteAllText(_directory["admin.sock"], "precious");

        Assert.Throws<IOException>(() => PrivateUnixSockets.Bind(new UnixDomainSocketEndPoint(_directory["admin.sock"])));

        Assert.Equal("precious", File.ReadAllText(_directory["admin.sock"]));
    }
}
