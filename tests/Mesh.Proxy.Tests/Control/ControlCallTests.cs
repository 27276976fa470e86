using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Conventions;
using Mesh.Discovery.Transport;
using Mesh.Protos.Identity.V1;
using Mesh.Proxy.Control;
using Mesh.TestKit.Certificates;

namespace Mesh.Proxy.Tests.Control;

public sealed class ControlCallTests : IDisposable
{
    private static readonly ControlCall Call = new("/mesh.identity.v1.IdentityService/GetTrustBundle");

    private readonly ControlClient _client = new();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_shows_token_and_certificate_and_brings_the_answer()
    {
        await using var server = await TestServer.StartAsync();
        server.Service.Answer = () => new TrustBundle { TrustDomain = "cluster.local" };
        var credentials = ControlClient.Issue();
        await using var transport = _client.Connect(server.Address, credentials);

        var answer = await transport.CallAsync(Call with { BearerToken = "abc" }, new GetTrustBundleRequest().ToByteArray(), Test);
        await transport.CallAsync(Call, [], Test);

        Assert.Equal("cluster.local", TrustBundle.Parser.ParseFrom(answer).TrustDomain);
        Assert.Equal([("Bearer abc", TestServer.Thumbprint(credentials)), (null, TestServer.Thumbprint(credentials))], server.Service.Calls);
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied, ControlStatus.PermissionDenied)]
    [InlineData(StatusCode.Unauthenticated, ControlStatus.Unauthenticated)]
    [InlineData(StatusCode.InvalidArgument, ControlStatus.InvalidArgument)]
    [InlineData(StatusCode.DataLoss, ControlStatus.Unknown)]
    public async Task A_refusal_keeps_status_and_words(StatusCode sent, ControlStatus seen)
    {
        await using var server = await TestServer.StartAsync();
        server.Service.Answer = () => throw new RpcException(new Status(sent, "not today"));
        await using var transport = _client.Connect(server.Address);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Call, [], Test));

        Assert.Equal(seen, failed.Status);
        Assert.Equal($"{server.Address}: {sent}: not today", failed.Message);
    }

    [Fact]
    public async Task A_server_of_another_identity_is_shown_nothing()
    {
        await using var server = await TestServer.StartAsync("spiffe://cluster.local/ns/shop/sa/catalog");
        await using var transport = _client.Connect(server.Address);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Call with { BearerToken = "secret" }, [], Test));

        Assert.Equal(ControlStatus.Unavailable, failed.Status);
        Assert.Contains("is spiffe://cluster.local/ns/shop/sa/catalog, expected spiffe://cluster.local/ns/mesh-system/sa/mesh-controlplane", failed.PeerRefusal, StringComparison.Ordinal);
        Assert.Contains($"{server.Address}", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.Message, StringComparison.Ordinal);
        Assert.Empty(server.Service.Calls);
    }

    [Fact]
    public async Task A_client_of_another_authority_gets_no_answer()
    {
        await using var server = await TestServer.StartAsync();
        await using var transport = _client.Connect(server.Address, ControlClient.Issue(authority: new TestAuthority("cluster.local")));

        await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Call, [], Test));

        Assert.Empty(server.Service.Calls);
    }

    [Fact]
    public async Task Nobody_there_is_named_with_the_address_and_the_next_call_connects_again()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = ServiceAddress.From((IPEndPoint)closed.LocalEndPoint!);
        await using var transport = _client.Connect(address);

        for (var i = 0; i < 2; i++)
        {
            var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Call, [], Test));
            Assert.Equal(ControlStatus.Unavailable, failed.Status);
            Assert.Contains($"{address}", failed.Message, StringComparison.Ordinal);
            Assert.Contains("refused", failed.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_a_renewal_the_next_call_shows_the_new_certificate()
    {
        await using var server = await TestServer.StartAsync();
        var (first, second) = (ControlClient.Issue(), ControlClient.Issue());
        var current = first;
        await using var transport = _client.Connect(server.Address, () => ControlClient.Security(current));
        await transport.CallAsync(Call, [], Test);

        current = second;
        await transport.CallAsync(Call, [], Test);
        transport.Renew();
        await transport.CallAsync(Call, [], Test);

        Assert.Equal([first, first, second], server.Service.Calls.Select(call => call.Client == TestServer.Thumbprint(first) ? first : second));
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        server.Service.Answer = () => new TrustBundle { Roots = { ByteString.CopyFrom(new byte[ControlTransport.MaxMessageLength + 1]) } };
        await using var transport = _client.Connect(server.Address);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Call, [], Test));

        Assert.Equal(ControlStatus.ResourceExhausted, failed.Status);
    }

    [Fact]
    public async Task A_call_that_is_given_up_is_cancelled_and_not_failed()
    {
        await using var server = await TestServer.StartAsync();
        using var giveUp = new CancellationTokenSource();
        server.Service.Answer = () =>
        {
            giveUp.Cancel();
            throw new RpcException(new Status(StatusCode.Unavailable, "too late"));
        };
        await using var transport = _client.Connect(server.Address);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.CallAsync(Call, [], giveUp.Token));
    }

    [Theory]
    [InlineData("GetTrustBundle", null)]
    [InlineData("/GetTrustBundle", null)]
    [InlineData("/a.B/C d", null)]
    [InlineData("/a.B/C", "a\r\nb")]
    public async Task What_cannot_stand_in_a_header_is_not_sent(string method, string? token)
    {
        await using var transport = _client.Connect(ServiceAddress.From(new IPEndPoint(IPAddress.Loopback, 1)));

        await Assert.ThrowsAsync<ArgumentException>(() => transport.CallAsync(new ControlCall(method) { BearerToken = token }, [], Test));
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_unavailable()
    {
        Assert.True(ServiceAddress.TryParse("nobody.invalid:15012", out var address));
        await using var transport = _client.Connect(address);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Call, [], Test));

        Assert.Equal(ControlStatus.Unavailable, failed.Status);
        Assert.StartsWith("nobody.invalid:15012: Unavailable: ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_name_s_addresses_the_ones_where_nobody_listens_are_passed_over()
    {
        // The server listens on 127.0.0.1; where localhost is ::1 too, that comes first.
        await using var server = await TestServer.StartAsync();
        Assert.True(ServiceAddress.TryParse($"localhost:{server.Address.Port}", out var address));
        await using var transport = _client.Connect(address);

        await transport.CallAsync(Call, [], Test);
        transport.Renew();
        await transport.CallAsync(Call, [], Test);

        Assert.Equal(2, server.Service.Calls.Count);
    }

    [Fact]
    public async Task The_server_learns_the_deadline()
    {
        await using var server = await TestServer.StartAsync();
        await using var transport = _client.Connect(server.Address);

        await transport.CallAsync(Call with { Timeout = TimeSpan.FromHours(1) }, [], Test);

        Assert.InRange(Assert.Single(server.Service.Deadlines), DateTime.UtcNow.AddMinutes(30), DateTime.UtcNow.AddMinutes(61));
    }

    public void Dispose() => _client.Dispose();
}
