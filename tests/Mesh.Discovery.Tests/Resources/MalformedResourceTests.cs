using Google.Protobuf;
using Mesh.Discovery.Resources;

namespace Mesh.Discovery.Tests.Resources;

/// <summary>Bytes that are no message are reported, whatever the parser of protobuf makes of them.</summary>
public sealed class MalformedResourceTests
{
    [Theory]
    [InlineData("FF", "not a ClusterLoadAssignment")]
    [InlineData("1204120222010C", "not a ClusterLoadAssignment")]
    public void It_is_an_error_of_the_resource(string hex, string expected)
    {
        var report = new FieldReport();
        Assert.Null(EndpointsReader.Read("a.b:80", ByteString.CopyFrom(Convert.FromHexString(hex)), report));
        Assert.Contains(expected, report.Errors, StringComparison.Ordinal);
    }
}
