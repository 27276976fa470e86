using System.Net.Sockets;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Runtime;
using Mesh.TestKit;

namespace Mesh.Proxy.Tests.Handover;

/// <summary>Predecessor and successor over a real socket; who fails when.</summary>
public sealed class HandoverTests : IDisposable
{
    private readonly HandoverPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task The_sockets_come_by_name_and_the_predecessor_leaves_when_the_successor_serves()
    {
        using var successor = await _pair.GreetAsync();
        using var passed = await successor.TakeAsync(CancellationToken.None);
        Assert.Null(passed.Take("0/tunnel", new IpEndpoint([127, 0, 0, 2], 0)));
        Assert.Null(passed.Take("0/inbound", _pair.Address));
        using var socket = passed.Take("0/tunnel", _pair.Address.WithPort(0));
        Assert.Equal((_pair.Address, true), (socket!.Local, socket.IsListener));
        Assert.False(_pair.Predecessor.HandedOver.IsCompleted);

        var committed = successor.CommitAsync(CancellationToken.None);
        var replacement = await _pair.Predecessor.HandedOver;
        Assert.Equal((Environment.ProcessId, "1.0.0"), (replacement.Process, replacement.Version));
        Assert.False(committed.IsCompleted);
        replacement.Channel.Send("leaving");
        await committed;
        List<string> counters = [];
        replacement.Channel.Send("a_total 1\nb_total 2\nend\nb_total 3");
        replacement.Channel.Dispose();
        await successor.FollowAsync(counters.AddRange, CancellationToken.None);
        Assert.Equal(["a_total 1", "b_total 2"], counters);
    }

    [Theory]
    [InlineData(2, "t/web", 1, "restart the proxy instead")]
    [InlineData(1, "t/other", 1, "serves t/web, not t/other")]
    [InlineData(1, "t/web", 2, "--loops is 2 and 1")]
    public async Task Another_version_workload_or_number_of_loops_is_refused(int protocol, string workload, int loops, string why)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => _pair.GreetAsync(new Greeting(protocol, workload, loops, "2.0.0")));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("take-over")]
    [InlineData("take-over 1 t/web 1")]
    [InlineData("take-over 1 t/web 1 1.0.0 now")]
    public async Task A_malformed_greeting_is_refused(string line)
    {
        using var channel = _pair.Connect();
        channel.Send(line);
        Assert.StartsWith("error: ", await channel.ReadLineAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_at_a_time()
    {
        using var first = await _pair.GreetAsync();
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => _pair.GreetAsync());
        Assert.Contains("another successor", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_on_its_way_out_is_not_replaced()
    {
        _pair.BeginDrain();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _pair.GreetAsync());
    }

    [Theory]
    [InlineData()]
    [InlineData("take")]
    [InlineData("serving")]
    [InlineData("take", "take")]
    public async Task A_successor_that_dies_or_errs_before_it_serves_leaves_all_as_it_was(params string[] words)
    {
        using (var channel = _pair.Connect())
        {
            channel.Send($"{Greeting.Command} {HandoverPair.Own}");
            Assert.StartsWith("ok ", await channel.ReadLineAsync(CancellationToken.None), StringComparison.Ordinal);
            foreach (var word in words)
            {
                channel.Send(word);
                Assert.NotNull(await channel.ReadLineAsync(CancellationToken.None));
            }
        }
        await _pair.LoggedAsync("this proxy goes on");
        Assert.False(_pair.Predecessor.HandedOver.IsCompleted);

        using var next = await _pair.GreetAsync();
        using var passed = await next.TakeAsync(CancellationToken.None);
        using var socket = passed.Take("0/tunnel", _pair.Address);
        Assert.NotNull(socket);
    }

    [Fact]
    public async Task A_line_without_end_is_cut_off()
    {
        using var channel = _pair.Connect();
        channel.Send($"{Greeting.Command} {HandoverPair.Own}");
        await channel.ReadLineAsync(CancellationToken.None);
        await channel.SendTextAsync(new string('x', HandoverChannel.MaxLine + 1), CancellationToken.None);
        await _pair.LoggedAsync("too long");
    }

    [Fact]
    public async Task Without_a_predecessor_there_is_nothing_to_take_over()
    {
        using var directory = new TemporaryDirectory();
        var log = new ProxyLog(TextWriter.Null, TimeProvider.System);
        Assert.Null(await Successor.GreetAsync(directory["none.sock"], HandoverPair.Own, log, TimeProvider.System, CancellationToken.None));
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            dead.Bind(new UnixDomainSocketEndPoint(directory["dead.sock"]));
        Assert.Null(await Successor.GreetAsync(directory["dead.sock"], HandoverPair.Own, log, TimeProvider.System, CancellationToken.None));
    }
}
