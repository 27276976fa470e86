using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Certificates for a test's own hands, from the mesh's real certificate authority by its real API.</summary>
internal static class CertificateRequests
{
    /// <summary>A certificate for <c>ns/t/sa/ACCOUNT</c>.</summary>
    internal static async Task<WorkloadCertificate> IssueAsync(TestMesh mesh, string account, TimeSpan validity)
    {
        var token = await File.ReadAllTextAsync(await mesh.TokenFileAsync($"own-{account}", "t", account, 0));
        using var channel = Channel(mesh);
        using var key = KeyAndRequest.Create(SpiffeId.Create(TrustDomain.Parse("cluster.local"), "t", account));
        var request = new SignCertificateRequest { Csr = ByteString.CopyFrom(key.Request.Span), Validity = validity.ToDuration() };
        var response = await new IdentityService.IdentityServiceClient(channel).SignCertificateAsync(request, new Metadata { { "authorization", $"Bearer {token.Trim()}" } });
        return key.Complete(response.CertificateChain.Select(certificate => certificate.Memory));
    }

    // The authority itself is not what these tests doubt: whoever answers at its address is believed.
    private static GrpcChannel Channel(TestMesh mesh) => GrpcChannel.ForAddress("https://mesh-ca", new GrpcChannelOptions
    {
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            SslOptions = TlsClientOptions.FirstContact(),
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = await mesh.System.ConnectAsync(IPEndPoint.Parse(mesh.CertAuthorityAddress), 0, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
    });
}
