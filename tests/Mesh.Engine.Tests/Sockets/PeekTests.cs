using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Mesh.Engine.Tests.Tls;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.Sockets;

public sealed class PeekTests : SocketTest
{
    private static readonly TcpListenerOptions Options = new() { PeekFirst = true };
    private readonly TestAuthority _authority = new("root");
    private readonly List<(byte[] Seen, bool Ended)> _peeks = [];

    public PeekTests() => Server.Data = connection =>
    {
        var buffer = new byte[100];
        var count = connection.Peek(buffer, out var ended);
        _peeks.Add((buffer[..count], ended));
    };

    public override void Dispose()
    {
        base.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void BytesAreSeenAsTheyComeAndReadOnlyWhenAsked()
    {
        Establish(Options);
        Send("GE");
        Loop.RunUntil(() => _peeks.Count == 1);
        Send("T /");
        Loop.RunUntil(() => _peeks.Count == 2);
        Assert.Equal("GET /"u8.ToArray(), _peeks[1].Seen);
        Assert.True(Server.Connection!.Input.IsEmpty);

        Server.Data = null;
        Server.Connection.StartReading();
        Assert.Equal(0, Server.Received.Length);
        Loop.RunUntil(() => Server.Received.Length == 5);
        Assert.Throws<InvalidOperationException>(() => Server.Connection.StartTls(ServerContext()));
    }

    [Fact]
    public void AnEndBehindTheBytesIsSeenAndArrivesAfterThem()
    {
        Establish(Options);
        Client.Connection!.Output.Append("short"u8);
        Client.Connection.CloseOutput();
        Loop.RunUntil(() => _peeks.Any(static peek => peek.Ended));
        Assert.Equal(5, _peeks[^1].Seen.Length);
        Assert.False(Server.Ended);
        Server.Data = null;
        Server.Connection!.StartReading();
        Loop.RunUntil(() => Server.Ended);
        Assert.Equal(5, Server.Received.Length);
    }

    [Fact]
    public void AnEndWithNothingBeforeItIsAnEnd()
    {
        Establish(Options);
        Client.Connection!.CloseOutput();
        Loop.RunUntil(() => Server.Ended);
        Assert.Empty(_peeks);
    }

    [Fact]
    public void AResetWhilePeekingIsReported()
    {
        Establish(Options);
        Client.Connection!.Abort();
        Loop.RunUntil(() => Server.Closed is not null);
        Assert.Equal(CloseReason.Reset, Server.Closed);
    }

    [Fact]
    public void APeekedConnectionCanBecomeTls()
    {
        using var server = ServerContext();
        using var client = TlsContext.CreateClient(_authority.Issue("client"), new() { ApplicationProtocols = ["h2"] });
        var upgraded = new RecordingHandler();
        Server.Data = connection =>
        {
            Span<byte> first = stackalloc byte[3];
            Assert.Equal(3, connection.Peek(first, out _));
            // The head of a TLS handshake record.
            Assert.Equal([0x16, 0x03, 0x01], first.ToArray());
            connection.Handler = upgraded;
            connection.StartTls(server);
        };
        Listen(Options);
        Connect(new TcpConnectOptions { Tls = client });
        Loop.RunUntil(() => Client.Connection is not null && upgraded.Connection is not null);
        Send("secret");
        Loop.RunUntil(() => upgraded.Received.Length == 6);
        Assert.Equal("h2", upgraded.Connection!.Tls!.ApplicationProtocol);
        Assert.Throws<InvalidOperationException>(() => upgraded.Connection.StartTls(server));
    }

    [Fact]
    public void PeekingAndTlsFromTheStartExcludeEachOther()
    {
        using var server = ServerContext();
        Assert.Throws<ArgumentException>(() => Listen(Options with { Tls = server }));
    }

    private void Send(string text)
    {
        Client.Connection!.Output.Append(System.Text.Encoding.ASCII.GetBytes(text));
        Client.Connection.ScheduleFlush();
    }

    private TlsContext ServerContext() => TlsContext.CreateServer(_authority.Issue("server"), new() { ApplicationProtocols = ["h2"] });
}
