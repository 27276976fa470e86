using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Discovery.Transport;
using Mesh.Protos.Identity.V1;

namespace Mesh.Discovery.Tests.Transport;

public sealed class GrpcCallTests
{
    private const string Method = "/mesh.identity.v1.IdentityService/GetTrustBundle";

    private static readonly CancellationToken Test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_shows_token_and_certificate_and_brings_the_answer()
    {
        await using var server = await TestServer.StartAsync();
        server.Service.Answer = () => new TrustBundle { TrustDomain = "cluster.local" };
        var credentials = TestAuthority.Shared.IssueCredentials();
        await using var transport = new GrpcControlTransport(server.Address, () => TestServer.Security(credentials));

        var answer = await transport.CallAsync(Method, new GetTrustBundleRequest().ToByteArray(), "abc", Test);
        await transport.CallAsync(Method, [], null, Test);

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
        await using var transport = Connect(server.Address);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Method, [], null, Test));

        Assert.Equal(seen, failed.Status);
        Assert.Equal($"{server.Address}: {sent}: not today", failed.Message);
    }

    [Fact]
    public async Task A_server_of_another_identity_is_shown_nothing()
    {
        await using var server = await TestServer.StartAsync("spiffe://cluster.local/ns/shop/sa/catalog");
        await using var transport = Connect(server.Address);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Method, [], "secret", Test));

        Assert.True(failed.Status is ControlStatus.Unavailable or ControlStatus.Internal, $"{failed.Status}");
        Assert.Contains($"{server.Address}", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.Message, StringComparison.Ordinal);
        Assert.Empty(server.Service.Calls);
    }

    [Fact]
    public async Task A_client_of_another_authority_gets_no_answer()
    {
        await using var server = await TestServer.StartAsync();
        await using var transport = new GrpcControlTransport(server.Address, () => TestServer.Security(new TestAuthority("CN=stranger").IssueCredentials()));

        await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Method, [], null, Test));

        Assert.Empty(server.Service.Calls);
    }

    [Fact]
    public async Task Nobody_there_is_named_with_the_address_and_the_next_call_connects_again()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = ServiceAddress.From((IPEndPoint)closed.LocalEndPoint!);
        await using var transport = Connect(address);

        for (var i = 0; i < 2; i++)
        {
            var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Method, [], null, Test));
            Assert.Equal(ControlStatus.Unavailable, failed.Status);
            Assert.Contains($"{address}", failed.Message, StringComparison.Ordinal);
            Assert.Contains("refused", failed.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_a_renewal_the_next_call_shows_the_new_certificate()
    {
        await using var server = await TestServer.StartAsync();
        var (first, second) = (TestAuthority.Shared.IssueCredentials(), TestAuthority.Shared.IssueCredentials());
        var current = first;
        await using var transport = new GrpcControlTransport(server.Address, () => TestServer.Security(current));
        await transport.CallAsync(Method, [], null, Test);

        current = second;
        await transport.CallAsync(Method, [], null, Test);
        transport.Renew();
        await transport.CallAsync(Method, [], null, Test);

        Assert.Equal([first, first, second], server.Service.Calls.Select(call => call.Client == TestServer.Thumbprint(first) ? first : second));
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        server.Service.Answer = () => new TrustBundle { Roots = { ByteString.CopyFrom(new byte[GrpcControlTransport.MaxMessageLength + 1]) } };
        await using var transport = Connect(server.Address);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Method, [], null, Test));

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
        await using var transport = Connect(server.Address);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.CallAsync(Method, [], null, giveUp.Token));
    }

    private static GrpcControlTransport Connect(ServiceAddress address)
    {
        var credentials = TestAuthority.Shared.IssueCredentials();
        return new GrpcControlTransport(address, () => TestServer.Security(credentials));
    }
}
