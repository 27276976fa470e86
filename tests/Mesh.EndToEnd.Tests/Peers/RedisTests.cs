using System.Globalization;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>redis and its own clients: pipelines, subscriptions, blocking commands, large values, a server that dies.</summary>
[Collection(PeerTests.Name)]
public sealed class RedisTests(PeersMesh peers) : IAsyncLifetime
{
    internal const int Port = 6379;

    private ChildProcess? _redis;

    public async ValueTask InitializeAsync()
    {
        if (!PeerPrograms.Installed)
            return;
        _redis = await peers.ServeAsync(Port, new ProgramStart("redis-server", "--port", $"{Port}", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", "", "--dir", peers.Mesh.Directory.Path));
        await Eventually.TrueAsync(() => peers.Client.Host.Try("redis-cli", "-h", "redis.t", "ping").Output.Trim() == "PONG", "redis answers through the mesh");
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
            await _redis.StopAsync();
    }

    [PeerFact]
    public void Pipelines_and_many_clients_lose_nothing()
    {
        peers.Run("redis-benchmark", "-h", "redis.t", "-q", "-n", "20000", "-c", "20", "-P", "16", "-r", "1000000000", "-t", "lpush");
        Assert.Equal("20000", Redis("llen", "mylist"));
        var commands = peers.Path("commands");
        File.WriteAllLines(commands, Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"INCRBY sum {i}")));
        Assert.Contains("errors: 0, replies: 20000", peers.Run("sh", "-c", $"redis-cli -h redis.t --pipe < {commands}"), StringComparison.Ordinal);
        Assert.Equal("199990000", Redis("get", "sum"));
    }

    [PeerFact]
    public void Large_values_pass_both_ways()
    {
        var value = peers.WriteLines("value", 16 * 1024 * 1024);
        peers.Run("sh", "-c", $"redis-cli -h redis.t -x set large < {value}");
        peers.Run("sh", "-c", $"redis-cli -h redis.t --raw get large > {value}.back");
        Assert.Equal(File.ReadAllText(value) + "\n", File.ReadAllText(value + ".back"));
    }

    [PeerFact]
    public async Task Subscribers_hear_what_is_published()
    {
        var subscriber = Start("psubscribe", "news.*");
        await subscriber.WaitForOutputAsync("psubscribe");
        for (var i = 0; i < 100; i++)
            Assert.Equal("1", Redis("publish", "news.today", string.Create(CultureInfo.InvariantCulture, $"number {i};")));
        await subscriber.WaitForOutputAsync("number 99;");
        Assert.All(Enumerable.Range(0, 100), i => Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"number {i};"), subscriber.Output, StringComparison.Ordinal));
    }

    [PeerFact]
    public async Task A_blocking_pop_waits_for_a_push()
    {
        var popping = Start("blpop", "queue", "0");
        await BlockedAsync(1);
        Redis("rpush", "queue", "work");
        Assert.Equal(0, await popping.WaitForExitAsync());
        Assert.Equal("queue\nwork\n", popping.Output);
    }

    [PeerFact]
    public async Task A_server_that_dies_is_noticed_by_who_waits_and_missed_by_who_comes()
    {
        var popping = Start("blpop", "queue", "0");
        await BlockedAsync(1);
        await _redis!.KillAsync();
        Assert.NotEqual(0, await popping.WaitForExitAsync());
        var late = peers.Client.Host.Try("redis-cli", "-h", "redis.t", "ping");
        Assert.NotEqual(0, late.ExitCode);
        Assert.DoesNotContain("PONG", late.Output, StringComparison.Ordinal);
    }

    private Task BlockedAsync(int count) => Eventually.TrueAsync(() => Redis("info", "clients").Contains(string.Create(CultureInfo.InvariantCulture, $"blocked_clients:{count}"), StringComparison.Ordinal), "the client waits");

    private ChildProcess Start(params IEnumerable<string> arguments) => peers.Client.Host.Start(new ProgramStart("redis-cli", ["-h", "redis.t", .. arguments]));

    private string Redis(params IEnumerable<string> arguments) => peers.Run("redis-cli", ["-h", "redis.t", .. arguments]).TrimEnd();
}
