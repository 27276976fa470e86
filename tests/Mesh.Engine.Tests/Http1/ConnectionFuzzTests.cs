using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http1;

/// <summary>
/// Peers that send anything and handlers that do anything, in any order: nothing throws, no event comes after the end
/// (<see cref="StreamRecorder"/>), all memory is given back (<see cref="ServerPeer.Dispose"/>).
/// </summary>
public sealed class ConnectionFuzzTests
{
    private static readonly string[] Requests =
    [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n",
        "hello", "5\r\nhello\r\n", "0\r\n\r\n", "0\r\nx: y\r\n\r\n", "\r\n", "\r", "GET", "\0", "xxxxxxxxxx",
    ];

    private static readonly string[] Responses =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 204 X\r\n\r\n", "HTTP/1.1 100 X\r\n\r\n", "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 403 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "hello", "5\r\nhello\r\n", "0\r\n\r\n", "0\r\nx: y\r\n\r\n", "\r\n", "HTTP", "\0",
    ];

    private static readonly string[] Heads =
    [
        "200", "200 content-length=5", "204", "304", "100", "101", "403", "200 protocol=x", "500 x=a\nb", "99",
    ];

    private static readonly string[] Asked =
    [
        "GET http a /", "HEAD http a /", "POST http a / content-length=5", "CONNECT - a:1 -", "GET http a / protocol=x", "GET http a b",
    ];

    private static readonly Gen<(int Action, int Choice)[]> Scripts =
        Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 11), Gen.Choose(0, 1000), (action, choice) => (action, choice)));

    [Fact]
    public void Servers() => Prop.ForAll(Scripts.ToArbitrary(), script =>
    {
        using var peer = new ServerPeer { Prepare = handler => handler.Consumes = false };
        foreach (var (action, choice) in script)
        {
            switch (action)
            {
                case < 5:
                    peer.Send(Requests[choice % Requests.Length]);
                    break;
                case 5:
                    peer.Connection.PeerWindow = choice % 2 == 0 ? 0 : int.MaxValue;
                    peer.Connection.ScheduleFlush();
                    break;
                case 6 when choice % 4 == 0:
                    peer.EndInput();
                    break;
                case 7 when choice % 8 == 0:
                    peer.Server.Drain();
                    break;
                case 8 when choice % 4 == 0:
                    peer.Advance(TimeSpan.FromSeconds(choice % 20));
                    break;
                default:
                    if (peer.Exchanges.Count > 0)
                        Act(peer.Last, Heads[choice % Heads.Length], choice);
                    break;
            }
            if (choice % 3 != 0)
                peer.Turn();
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(60));

    [Fact]
    public void Clients() => Prop.ForAll(Scripts.ToArbitrary(), script =>
    {
        using var peer = new ClientPeer();
        foreach (var (action, choice) in script)
        {
            switch (action)
            {
                case < 3 when peer.Client.IsIdle:
                    peer.Open();
                    peer.Last.Consumes = choice % 2 == 0;
                    Act(peer.Last, Asked[choice % Asked.Length], choice - (choice % 8));
                    break;
                case < 6:
                    peer.Respond(Responses[choice % Responses.Length]);
                    break;
                case 6 when choice % 4 == 0:
                    peer.EndInput();
                    break;
                case 7 when choice % 8 == 0:
                    peer.Client.Close();
                    break;
                case 8 when choice % 4 == 0:
                    peer.Advance(TimeSpan.FromHours(choice % 2));
                    break;
                default:
                    if (peer.Asked > 0)
                        Act(peer.Last, Asked[choice % Asked.Length], choice);
                    break;
            }
            if (choice % 3 != 0)
                peer.Turn();
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(60));

    private static void Act(StreamRecorder handler, string head, int choice)
    {
        // A stream must not be used after its exchange; a handler that was told so does not.
        if (handler.IsOver)
            return;
        switch (choice % 8)
        {
            case 0 or 1 or 2:
                handler.Send(head, end: choice % 5 == 0);
                break;
            case 3 or 4:
                handler.Stream.SendData("hello"u8, choice % 2 == 0);
                handler.Sent(choice % 2 == 0);
                break;
            case 5:
                handler.Stream.SendTrailers(new Engine.Http.HeaderBlock());
                handler.Sent(true);
                break;
            case 6 when choice % 3 == 0:
                handler.Stream.Reset(StreamError.Cancelled);
                handler.Forget();
                break;
            default:
                handler.Stream.Consumed(handler.ReceivedBytes);
                break;
        }
    }
}
