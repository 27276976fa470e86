using System.Net;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Tests.Fakes;
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
        var address = ServiceAddress.From(new IPEndPoint(IPAddress.Loopback, 15013));
        var transport = new FakeTransport
        {
            Call = (_, _, _) => throw new ControlTransportException(ControlStatus.Unavailable, "no") { PeerRefusal = "it is spiffe://cluster.local/ns/shop/sa/catalog" },
        };

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => SignAsync(Create(address, _ => transport, TimeProvider.System), TestContext.Current.CancellationToken));

        Assert.Equal(ControlStatus.Unavailable, failed.Status);
        Assert.Equal("whoever answers at 127.0.0.1:15013 is not the certificate authority: it is spiffe://cluster.local/ns/shop/sa/catalog", failed.Message);
    }

    [Fact]
    public async Task A_signing_call_is_for_the_authority_by_identity_and_tells_its_deadline()
    {
        var credentials = TestAuthority.Shared.IssueCredentials();
        var (asked, shown) = (new List<ControlCall>(), new List<ControlSecurity>());
        var client = new CertAuthorityClient(
            new CertificateOptions { CertAuthority = ServiceAddress.From(new IPEndPoint(IPAddress.Loopback, 1)), Enrolment = EnrolmentFiles.JoinToken("/none") },
            (_, security) =>
            {
                shown.Add(security());
                return new NotingTransport(asked);
            },
            ManagedChain.Problem, TimeProvider.System);

        await Assert.ThrowsAsync<ControlTransportException>(
            () => client.SignAsync(SpiffeId.Parse(TestAuthority.WorkloadId), credentials.Bundle, null, "token", TestContext.Current.CancellationToken));

        Assert.Equal("spiffe://cluster.local/ns/mesh-system/sa/mesh-ca", Assert.Single(shown).Server?.ToString());
        Assert.Same(credentials.Bundle, shown[0].Bundle);
        Assert.Null(shown[0].Own);
        Assert.Equal(new ControlCall("/mesh.identity.v1.IdentityService/SignCertificate") { BearerToken = "token", Timeout = TimeSpan.FromSeconds(10) }, Assert.Single(asked));
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
        ServiceAddress address, Func<Func<ControlSecurity>, IControlTransport> connect, TimeProvider time) =>
        new(new CertificateOptions { CertAuthority = address, Enrolment = EnrolmentFiles.JoinToken("/none") }, (_, security) => connect(security), ManagedChain.Problem, time);

    private static Task<WorkloadCredentials> SignAsync(CertAuthorityClient client, CancellationToken cancellation)
    {
        var credentials = TestAuthority.Shared.IssueCredentials();
        return client.SignAsync(SpiffeId.Parse(TestAuthority.WorkloadId), credentials.Bundle, credentials.Certificate, null, cancellation);
    }

    private sealed class SilentTransport : IControlTransport
    {
        public async Task<byte[]> CallAsync(ControlCall call, byte[] request, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return [];
        }

        public IControlStream Open(ControlCall call, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class NotingTransport(List<ControlCall> calls) : IControlTransport
    {
        public Task<byte[]> CallAsync(ControlCall call, byte[] request, CancellationToken cancellation)
        {
            calls.Add(call);
            throw new ControlTransportException(ControlStatus.Unavailable, "noted");
        }

        public IControlStream Open(ControlCall call, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
