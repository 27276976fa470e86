using System.Collections.Concurrent;
using Google.Protobuf;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Discovery.Transport;
using Mesh.Protos.Identity.V1;

namespace Mesh.Discovery.Tests.Credentials;

/// <summary>A certificate authority in memory: answers calls, and notes what was shown to it.</summary>
internal sealed class FakeCertAuthority(TimeProvider time)
{
    public TestAuthority Issuer { get; set; } = TestAuthority.Shared;

    public TimeSpan Validity { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Each call as <c>Method</c>, followed by what it was authenticated with.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What signing fails with; null = it works.</summary>
    public ControlStatus? Failure { get; set; }

    /// <summary>Makes an answer bad before it is sent.</summary>
    public Action<SignCertificateRequest, SignCertificateResponse> Spoil { get; set; } = static (_, _) => { };

    public IControlTransport Connect(ServiceAddress address, Func<ControlSecurity> security) =>
        new FakeTransport { Call = (method, request, token) => Answer(security(), method[(method.LastIndexOf('/') + 1)..], request, token) };

    public TrustBundle Bundle() => new() { TrustDomain = "cluster.local", Roots = { ByteString.CopyFrom(Issuer.Root.Span) } };

    private byte[] Answer(ControlSecurity security, string method, byte[] request, string? token)
    {
        var certificate = security.Own is null ? "" : " by certificate";
        Calls.Enqueue($"{method}{certificate}{(token is null ? "" : " by token")}");
        if (method == "GetTrustBundle")
            return Bundle().ToByteArray();
        return Failure is { } status ? throw new ControlTransportException(status, $"fake {status}") : Sign(SignCertificateRequest.Parser.ParseFrom(request)).ToByteArray();
    }

    private SignCertificateResponse Sign(SignCertificateRequest request)
    {
        var now = time.GetUtcNow();
        var leaf = Issuer.Sign(request.Csr.Memory, now.AddMinutes(-1), now + Validity);
        var response = new SignCertificateResponse { CertificateChain = { ByteString.CopyFrom(leaf) }, Bundle = Bundle() };
        Spoil(request, response);
        return response;
    }
}
