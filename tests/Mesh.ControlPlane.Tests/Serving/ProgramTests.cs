using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Mesh.ControlPlane.Tests.Sources.Files;
using Mesh.Protos.Identity.V1;
using Mesh.Protos.Operator.V1;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.ControlPlane.Tests.Serving;

/// <summary>The process itself, beside a real certificate authority.</summary>
public sealed class ProgramTests : IDisposable
{
    private const string Identity = "spiffe://cluster.local/ns/mesh-system/sa/mesh-controlplane";

    private readonly TemporaryDirectory _directory = new();

    public ProgramTests() => Directory.CreateDirectory(_directory["config"]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ItStartsSaysWhereItServesAndEndsOnSigterm()
    {
        await using var authority = StartAuthority();
        var authorityReady = await ReadyFile.WaitAsync(authority, _directory["ca.json"]);
        await WriteTokenAsync(authorityReady.Text("adminSocket"), Identity);
        await File.WriteAllTextAsync(_directory["config/web.yaml"], Manifests.Workload("web-1", "10.0.0.1"), TestContext.Current.CancellationToken);
        await using var process = Start(authorityReady.Text("listen"));
        var ready = await ReadyFile.WaitAsync(process, _directory["ready.json"]);
        using var http = new HttpClient();
        using var channel = Connect(ready.Text("operatorSocket"));

        var status = await new OperatorService.OperatorServiceClient(channel).GetConfigStatusAsync(new GetConfigStatusRequest());

        Assert.Equal(IPAddress.Loopback, ready.Address("listen").Address);
        Assert.Equal("ready\n", await http.GetStringAsync(new Uri($"http://{ready.Text("metrics")}/ready")));
        Assert.Equal((1U, false), (status.Resources, status.Rejected));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory["state/operator.sock"]));
        Assert.Equal(0, await process.StopAsync());
        Assert.Contains($"certificate of {Identity} obtained", process.Error, StringComparison.Ordinal);
        Assert.Contains("stopping", process.Error, StringComparison.Ordinal);
        Assert.Empty(process.Output);
    }

    [Fact]
    public async Task WithoutAnAuthorityItWaitsAndSaysSoAndStillEndsOnSigterm()
    {
        await using (var authority = StartAuthority())
        {
            var authorityReady = await ReadyFile.WaitAsync(authority, _directory["ca.json"]);
            await WriteTokenAsync(authorityReady.Text("adminSocket"), Identity);
        }

        await using var process = Start("127.0.0.1:1");
        await process.WaitForOutputAsync("no certificate yet, so proxies are not served; attempt 1 failed and is repeated");

        Assert.False(File.Exists(_directory["ready.json"]));
        Assert.Equal(0, await process.StopAsync());
    }

    [Fact]
    public async Task ATokenForSomebodyElseIsAFailedStart()
    {
        await using var authority = StartAuthority();
        var ready = await ReadyFile.WaitAsync(authority, _directory["ca.json"]);
        await WriteTokenAsync(ready.Text("adminSocket"), "spiffe://cluster.local/ns/shop/sa/web");
        await using var process = Start(ready.Text("listen"));

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Contains($"the control plane needs one for {Identity}", process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongUsageEndsWith2()
    {
        await using var process = ChildProcess.Start(new ProgramStart(
            BuiltProgram.Find("mesh-controlplane"), "--ca", "nowhere", "--certificate-validity", "1s", "--frobnicate", "1"));

        Assert.Equal(2, await process.WaitForExitAsync());
        foreach (var problem in (string[])["--config-dir is missing", "--state-dir is missing", "--ca: 'nowhere'", "--certificate-validity: '1s'", "--frobnicate"])
            Assert.Contains(problem, process.Error, StringComparison.Ordinal);
    }

    private ChildProcess StartAuthority() => ChildProcess.Start(new ProgramStart(
        BuiltProgram.Find("mesh-ca"), "--state-dir", _directory["ca"], "--trust-domain", "cluster.local", "--listen", "127.0.0.1:0",
        "--metrics-listen", "127.0.0.1:0", "--ready-file", _directory["ca.json"]));

    private ChildProcess Start(string authority) => ChildProcess.Start(new ProgramStart(
        BuiltProgram.Find("mesh-controlplane"), "--config-dir", _directory["config"], "--state-dir", _directory["state"], "--ca", authority,
        "--token-file", _directory["token"], "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--ready-file", _directory["ready.json"]));

    private async Task WriteTokenAsync(string socket, string identity)
    {
        using var channel = Connect(socket);
        var response = await new JoinTokenService.JoinTokenServiceClient(channel).IssueJoinTokenAsync(new IssueJoinTokenRequest { Identity = identity });
        await File.WriteAllTextAsync(_directory["token"], response.Token);
    }

    private static GrpcChannel Connect(string socketPath) => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
        DisposeHttpClient = true,
    });
}
