using System.Net;
using System.Security.Cryptography.X509Certificates;
using Mesh.Conventions;
using Mesh.Engine.Tls;
using Mesh.Identity;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Hosting;
using Mesh.Proxy.Runtime;
using Mesh.TestKit.Certificates;
using Mesh.Traffic.Inbound;
using Mesh.Tunnel.Credentials;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>A proxy in the test's process, on a loopback address of its own, without capture.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly LoopRunner _runner;
    private readonly ProxyState _state;

    private TestProxy(ProxyState state, FixedDiscovery discovery, IPAddress address)
    {
        _state = state;
        Discovery = discovery;
        Address = address;
        _runner = new LoopRunner(state, 0);
        discovery.SnapshotChanged += _ => _runner.OnSnapshotChanged();
    }

    internal FixedDiscovery Discovery { get; }

    internal IPAddress Address { get; }

    internal required ProxyState State { get; init; }

    internal StringWriter Log { get; private init; } = new();

    /// <summary>Starts a proxy whose certificate <paramref name="authority"/> issues.</summary>
    internal static Task<TestProxy> StartAsync(TestAuthority authority, string account, params ExplicitListener[] outbounds) =>
        StartAsync(authority, account, [], outbounds);

    /// <summary>The same with further command line <paramref name="flags"/>.</summary>
    internal static Task<TestProxy> StartAsync(TestAuthority authority, string account, string[] flags, ExplicitListener[] outbounds) =>
        StartAsync(authority, account, flags, outbounds, TimeProvider.System);

    /// <summary>The same with a clock of the test's.</summary>
    internal static async Task<TestProxy> StartAsync(TestAuthority authority, string account, string[] flags, ExplicitListener[] outbounds, TimeProvider time)
    {
        var address = new IPAddress([127, (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(1, 255)]);
        var options = OptionsOf(address, account, flags);
        var discovery = new FixedDiscovery();
        var log = new StringWriter();
        var state = new ProxyState(options, discovery, time, new ProxyLog(log, time) { Level = LogLevel.Debug });
        state.Credentials.Swap(CredentialsOf(authority, account));
        var proxy = new TestProxy(state, discovery, address) { Log = log, State = state };
        discovery.Set(new InboundPolicy([address], [], MtlsMode.Strict) { ExplicitListeners = [.. outbounds] });
        await proxy._runner.OpenAsync(null, PassedSockets.None);
        return proxy;
    }

    /// <summary>Bytes that the loop's thread has allocated since it began.</summary>
    internal Task<long> AllocatedAsync() => _runner.RunAsync(GC.GetAllocatedBytesForCurrentThread);

    /// <summary>Resets all accepted tunnels.</summary>
    internal Task DropTunnelsAsync() => _runner.RunAsync(() =>
    {
        foreach (var tunnel in _runner.Loop.Tunnels.ToArray())
            tunnel.Connection.Abort();
        return true;
    });

    /// <summary>Drains as at SIGTERM.</summary>
    internal Task DrainAsync(TimeSpan deadline) => DrainAsync(Departure.WithWorkload, deadline);

    internal Task<DrainLeft> DrainAsync(Departure departure, TimeSpan deadline) => new ProxyDrain(_state, [_runner]).RunAsync(departure, deadline, null, CancellationToken.None);

    /// <summary>Begins to drain and does not wait.</summary>
    internal Task BeginDrainAsync(Departure departure) => new ProxyDrain(_state, [_runner]).BeginAsync(departure);

    /// <summary>Starts another proxy of the same configuration on this one's sockets.</summary>
    internal async Task<TestProxy> StartSuccessorAsync()
    {
        var state = new ProxyState(_state.Options, Discovery, TimeProvider.System, _state.Log);
        state.Credentials.Swap(_state.Credentials.Current!);
        var successor = new TestProxy(state, Discovery, Address) { State = state };
        var sockets = await _runner.DuplicateSocketsAsync();
        using var passed = PassedSockets.Of(string.Join(' ', sockets.Select(s => s.Name)), [.. sockets.Select(s => s.Socket)]);
        await successor._runner.OpenAsync(null, passed);
        return successor;
    }

    /// <summary>Opens its admin socket.</summary>
    internal AdminServer OpenAdmin(string path)
    {
        var predecessor = new Predecessor(_state, ProxyService.GreetingOf(_state.Options), _runner.DuplicateSocketsAsync);
        var admin = new AdminServer(path, AdminCommands.Of(_state, [_runner], new ProxyDrain(_state, [_runner]), predecessor), _state.Log, TimeProvider.System);
        admin.Listen();
        admin.Publish();
        return admin;
    }

    /// <summary>Finished handshakes, <c>Server x25519 resumed: False</c>.</summary>
    internal IEnumerable<(string Kind, long Count)> Handshakes =>
        _state.Metrics.Handshakes.Select(h => ($"{h.Key.Role} {h.Key.Group} resumed: {h.Key.IsResumed}", h.Count)).OrderBy(h => h.Item1, StringComparer.Ordinal);

    /// <summary>How often an exchange ended with a flag.</summary>
    internal long CountFlag(string code)
    {
        var flag = (int)Enum.GetValues<ResponseFlag>().Single(f => f.Code() == code);
        return _state.Metrics.Edges.Sum(e => e.ByFlag[flag]);
    }

    /// <summary>Makes other credentials current; returns when the loop knows them.</summary>
    internal Task SwapAsync(TunnelCredentials credentials)
    {
        var bundleChanged = _state.Credentials.Current!.BundleVersion != credentials.BundleVersion;
        _state.Credentials.Swap(credentials);
        _runner.OnCredentialsChanged(bundleChanged);
        return _runner.RunAsync(() => true);
    }

    public ValueTask DisposeAsync()
    {
        _runner.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static ProxyOptions OptionsOf(IPAddress address, string account, params string[] flags) => new ProxyOptionsParser().Parse(
    [
        "--workload", $"t/{account}", "--address", address.ToString(), "--ca", "127.0.0.1:1", "--control-plane", "127.0.0.1:1", "--token-file", "/t", "--state-dir", "/s",
        "--capture", "none", "--tunnel-listen", $"{address}:{MeshPorts.Tunnel}", "--log-level", "debug", .. flags,
    ])!;

    internal static TunnelCredentials CredentialsOf(TestAuthority authority, string account) => CredentialsOf(authority, account, "1", authority);

    /// <summary>Credentials with a bundle of the roots of several authorities.</summary>
    internal static TunnelCredentials CredentialsOf(TestAuthority authority, string account, string bundleVersion, params TestAuthority[] trusted)
    {
        using var leaf = authority.Issue("t", account);
        using var key = leaf.GetECDsaPrivateKey()!;
        var credentials = new TlsCredentials { Chain = [leaf.RawDataMemory], PrivateKey = key.ExportPkcs8PrivateKey(), Roots = [.. trusted.Select(a => a.Root.RawDataMemory)] };
        return new TunnelCredentials(
            TlsContext.CreateClient(credentials, new TlsClientOptions { ApplicationProtocols = [MeshAlpn.Tunnel], AllowResumption = true }),
            TlsContext.CreateServer(credentials, new TlsServerOptions { ApplicationProtocols = [MeshAlpn.Tunnel, MeshAlpn.Hbone], AllowResumption = true }),
            SpiffeId.FromCertificate(leaf.RawData), [.. credentials.Roots], bundleVersion, leaf.NotAfter.ToUniversalTime());
    }
}
