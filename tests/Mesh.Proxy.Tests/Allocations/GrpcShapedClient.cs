using System.Net;
using System.Net.Http.Headers;

namespace Mesh.Proxy.Tests.Allocations;

/// <summary>Sends what gRPC sends for a unary call: a POST over HTTP/2 with one framed message, answered by one and trailers.</summary>
internal sealed class GrpcShapedClient(IPEndPoint address) : IDisposable
{
    private static readonly byte[] Message = [0, 0, 0, 0, 5, 1, 2, 3, 4, 5];

    private readonly HttpClient _client = new();

    internal async Task CallAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{address}/shop.Catalog/Get")
            {
                Version = System.Net.HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(Message),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
            request.Headers.Add("grpc-timeout", "10S");
            using var response = await _client.SendAsync(request);
            Assert.Equal(Message, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
        }
    }

    public void Dispose() => _client.Dispose();
}
