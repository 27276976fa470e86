using System.Globalization;
using System.Net.Sockets;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Runtime;
using Mesh.TestKit;

namespace Mesh.Proxy.Tests.Admin;

/// <summary>The operator's socket, asked as <c>mesh-proxy admin</c> asks.</summary>
public sealed class AdminSocketTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly AdminServer _server;
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _errors = new(CultureInfo.InvariantCulture);

    public AdminSocketTests()
    {
        _server = Server(new Dictionary<string, AdminCommand>
        {
            ["echo"] = call => call.WriteAsync($"{call.Argument}\n"),
            ["fail"] = call => call.WriteAsync("one thing\nerror: another\n"),
            ["parts"] = async call =>
            {
                await call.WriteAsync("first\n");
                await call.WriteAsync("second\n");
            },
            ["nothing"] = _ => Task.CompletedTask,
        });
        _server.Listen();
        _server.Publish();
    }

    private string Path => _directory["admin.sock"];

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData("echo a b", 0, "a b\n", "")]
    [InlineData("parts", 0, "first\nsecond\n", "")]
    [InlineData("fail", 1, "one thing\n", "error: another\n")]
    [InlineData("other", 1, "", "error: 'other' is not a command; there are echo, fail, nothing, parts\n")]
    [InlineData("nothing", 1, "", "error: the proxy ended without an answer\n")]
    public void An_error_is_an_exit_code(string command, int code, string output, string errors)
    {
        Assert.Equal(code, AdminClient.Run(Path, command, _output, _errors));
        Assert.Equal((output, errors), (_output.ToString(), _errors.ToString()));
    }

    [Fact]
    public void Nobody_there_is_an_error()
    {
        Assert.Equal(1, AdminClient.Run(_directory["none.sock"], "echo", _output, _errors));
        Assert.Contains("is the proxy running?", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_socket_is_its_owners_alone() => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));

    [Fact]
    public void A_successor_takes_the_path_and_the_replaced_one_leaves_it()
    {
        using var next = Server(new Dictionary<string, AdminCommand> { ["who"] = call => call.WriteAsync("next\n") });
        next.Listen();
        Assert.Equal(0, AdminClient.Run(Path, "echo still", _output, _errors));
        next.Publish();
        _server.OnReplaced();
        _server.Dispose();
        Assert.Equal(0, AdminClient.Run(Path, "who", _output, _errors));
        Assert.Equal("still\nnext\n", _output.ToString());
    }

    [Fact]
    public async Task A_request_without_end_is_not_read_for_ever()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        await socket.SendAsync(new byte[8 * 1024]);
        using var reader = new StreamReader(new NetworkStream(socket));
        Assert.StartsWith("error: ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private AdminServer Server(Dictionary<string, AdminCommand> commands) => new(Path, commands, new ProxyLog(TextWriter.Null, TimeProvider.System), TimeProvider.System);
}
