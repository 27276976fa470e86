using System.Net;
using Mesh.Discovery.Client;
using Mesh.Discovery.Snapshots;
using Mesh.Traffic.Outbound;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>A discovery client on fake transport, time and credentials.</summary>
internal sealed class DiscoveryHarness : IAsyncDisposable
{
    public DiscoveryHarness(string? stateFile = null, int maxSubscriptions = 4096, string nodeId = "shop/web")
    {
        var options = new DiscoveryOptions
        {
            NodeId = nodeId,
            Version = "test",
            StateFile = stateFile,
            MaxSubscriptions = maxSubscriptions,
        };
        Client = new DiscoveryClient(options, Transport, Credentials, Time, new Random(1), Logger);
    }

    public FakeTransport Transport { get; } = new();

    public FakeCredentials Credentials { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public DiscoveryClient Client { get; }

    /// <summary>Starts with a certificate; returns the first stream.</summary>
    public async Task<FakeStream> StartAsync()
    {
        Credentials.Issue();
        Client.Start();
        return await Transport.NextStreamAsync();
    }

    /// <summary>Starts against a well-behaved server.</summary>
    public async Task<FakeStream> StartAsync(FakeControlPlane server)
    {
        var stream = await StartAsync();
        _ = server.ServeAsync(stream);
        return stream;
    }

    public async Task<OutboundDestination> KnownAsync(string address)
    {
        var endpoint = IPEndPoint.Parse(address);
        Client.Request(endpoint);
        await Eventually.True(() => Client.Current.Find(endpoint).IsKnown, $"destination {address}");
        return Client.Current.Find(endpoint).Value!;
    }

    public Lookup<OutboundDestination> Find(string address) => Client.Current.Find(IPEndPoint.Parse(address));

    /// <summary>Lets time pass in steps until something happens.</summary>
    public Task PassTimeUntil(Func<bool> condition, TimeSpan step, string what = "condition") => Eventually.True(
        () =>
        {
            if (condition())
                return true;
            Time.Advance(step);
            return false;
        },
        what);

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
