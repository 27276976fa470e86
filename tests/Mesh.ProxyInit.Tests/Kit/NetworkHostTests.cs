using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.ProxyInit.Tests.Capture;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.ProxyInit.Tests.Kit;

/// <summary>The test kit itself: what tests of other projects rely on.</summary>
public sealed class NetworkHostTests
{
    [NamespaceFact]
    public async Task A_client_finds_a_server_by_name_and_the_capture_sees_what_was_said()
    {
        await using var fabric = NetworkFabric.Create();
        var (client, server) = (fabric.AddHost("client"), fabric.AddHost("server"));
        client.SetNameservers(server.IPv4);
        using var nameserver = Nameserver(server);
        using var listener = server.Listen(new IPEndPoint(IPAddress.Any, 0));
        var serving = ServeOnceAsync(listener);
        await using var capture = await PacketCapture.StartAsync(client);
        using var http = client.CreateHttpClient();
        Assert.Equal("seen", await http.GetStringAsync(new Uri($"http://shop.test:{((IPEndPoint)listener.LocalEndPoint!).Port}/")));
        await serving;
        await capture.WaitForAsync("\r\n\r\nseen"u8.ToArray());
        Assert.True((await capture.StopAsync()).AsSpan().IndexOf("GET / HTTP/1.1"u8) > 0);
    }

    [NamespaceFact]
    public async Task A_program_runs_as_the_wanted_user_with_the_hosts_nameserver_and_stops_when_asked()
    {
        await using var fabric = NetworkFabric.Create();
        var host = fabric.AddHost("host");
        host.SetNameservers(IPAddress.Parse("10.9.8.7"));
        var process = host.Start(new ProgramStart("sh", "-c", "trap 'echo bye; exit 7' TERM; id -u; id -g; cat /etc/resolv.conf; echo $MARK; while :; do sleep 0.1; done")
        {
            Uid = 1337,
            Environment = new Dictionary<string, string> { ["MARK"] = "started" },
        });
        await process.WaitForOutputAsync("started");
        Assert.Equal("1337\n1337\nnameserver 10.9.8.7\nstarted\n", process.Output);
        Assert.Equal(7, await process.StopAsync());
        await process.WaitForOutputAsync("bye");
    }

    [NamespaceFact]
    public async Task A_program_that_ends_early_is_told_with_what_it_printed()
    {
        using var directory = new TemporaryDirectory();
        await using var process = ChildProcess.Start(new ProgramStart("sh", "-c", "echo cannot bind >&2; exit 3"));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadyFile.WaitAsync(process, directory["ready"]));
        Assert.Contains("ended with 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cannot bind", failure.Message, StringComparison.Ordinal);
    }

    [NamespaceFact]
    public async Task Nothing_is_left_of_a_disposed_fabric()
    {
        string name;
        await using (var fabric = NetworkFabric.Create())
        {
            var host = fabric.AddHost("host");
            host.SetNameservers(IPAddress.Loopback);
            host.Start(new ProgramStart("sleep", "600"));
            name = host.NamespaceName;
            Assert.True(File.Exists($"/run/netns/{name}"));
        }

        Assert.False(File.Exists($"/run/netns/{name}"));
        Assert.False(Directory.Exists($"/etc/netns/{name}"));
    }

    private static Socket Nameserver(NetworkHost host)
    {
        var socket = host.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram);
        socket.Bind(new IPEndPoint(host.IPv4, 53));
        _ = Task.Run(async () =>
        {
            var buffer = new byte[512];
            var question = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
            await socket.SendToAsync(DnsMessage.Answer(buffer.AsSpan(0, question.ReceivedBytes), host.IPv4), question.RemoteEndPoint);
        });
        return socket;
    }

    private static async Task ServeOnceAsync(Socket listener)
    {
        using var accepted = await listener.AcceptAsync();
        await accepted.ReceiveAsync(new byte[4096]);
        await accepted.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen"));
    }
}
