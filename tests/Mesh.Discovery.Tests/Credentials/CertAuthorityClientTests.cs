using System.Net;
using System.Net.Security;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Discovery.Tests.Transport;
using Mesh.Discovery.Transport;
using Mesh.Identity;
using Mesh.Identity.Enrolment;

namespace Mesh.Discovery.Tests.Credentials;

/// <summary>Calls that fail say what an operator can act on.</summary>
public sealed class CertAuthorityClientTests
{
    [Fact]
    public async Task Another_server_at_its_address_is_named_with_the_reason()
    {
        await using var server = await TestServer.StartAsync();
        var client = Create(server.Address, security => new GrpcControlTransport(server.Address, security), TimeProvider.System);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => SignAsync(client, TestContext.Current.CancellationToken));

        Assert.StartsWith($"whoever answers at {server.Address} is not the certificate authority: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains(TestServer.ControlPlane, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_does_not_answer_is_given_up_after_ten_seconds()
    {
        var time = new SleepTime();
        var address = ServiceAddress.From(new IPEndPoint(IPAddress.Loopback, 15013));
        var signing = SignAsync(Create(address, _ => new SilentTransport(), time), TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(signing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => signing);
        Assert.Equal(ControlStatus.DeadlineExceeded, failed.Status);
        Assert.Equal("the certificate authority at 127.0.0.1:15013 did not answer within 10 s", failed.Message);
    }

    [Fact]
    public async Task A_call_that_is_given_up_is_no_failure()
    {
        using var giveUp = new CancellationTokenSource();
        var signing = SignAsync(Create(ServiceAddress.From(new IPEndPoint(IPAddress.Loopback, 1)), _ => new SilentTransport(), new SleepTime()), giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signing);
    }

    private static CertAuthorityClient Create(
        ServiceAddress address, Func<Func<SslClientAuthenticationOptions>, IControlTransport> connect, TimeProvider time) =>
        new(new CertificateOptions { CertAuthority = address, Enrolment = EnrolmentFiles.JoinToken("/none") }, connect, time);

    private static Task<WorkloadCredentials> SignAsync(CertAuthorityClient client, CancellationToken cancellation)
    {
        var credentials = TestAuthority.Shared.IssueCredentials();
        return client.SignAsync(SpiffeId.Parse(TestAuthority.WorkloadId), credentials.Bundle, credentials.Certificate, null, cancellation);
    }

    private sealed class SilentTransport : IControlTransport
    {
        public async Task<byte[]> CallAsync(string method, byte[] request, string? bearerToken, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return [];
        }

        public IControlStream Open(string method, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
