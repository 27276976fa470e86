using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Google.Protobuf.Reflection;
using Mesh.Discovery.Resources;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Discovery.Tests.Resources;

public sealed class ExtensionUrlsTests
{
    public static TheoryData<string, string> Urls => new()
    {
        { ExtensionUrls.HttpConnectionManager, Url(HttpConnectionManager.Descriptor) },
        { ExtensionUrls.TcpProxy, Url(TcpProxy.Descriptor) },
        { ExtensionUrls.Router, Url(Router.Descriptor) },
        { ExtensionUrls.EndpointInfo, Url(EndpointInfo.Descriptor) },
        { ExtensionUrls.PeakEwma, Url(PeakEwma.Descriptor) },
    };

    [Theory]
    [MemberData(nameof(Urls))]
    public void Written_urls_are_those_of_the_messages(string written, string generated) => Assert.Equal(generated, written);

    private static string Url(MessageDescriptor message) => $"type.googleapis.com/{message.FullName}";
}
