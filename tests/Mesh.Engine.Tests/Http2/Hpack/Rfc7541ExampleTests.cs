using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Hpack;

/// <summary>RFC 7541 appendix C.</summary>
public sealed class Rfc7541ExampleTests
{
    private const string Request = ":method: GET|:scheme: http|:path: /|:authority: www.example.com";
    private const string SecondRequest = Request + "|cache-control: no-cache";
    private const string ThirdRequest =
        ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value";

    private const string Response = ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";
    private const string SecondResponse =
        ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";

    private const string ThirdResponse =
        ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com"
        + "|content-encoding: gzip|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header", 55)] // C.2.1
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path", 0)] // C.2.2
    [InlineData("100870617373776f726406736563726574", "!password: secret", 0)] // C.2.3
    [InlineData("82", ":method: GET", 0)] // C.2.4
    public void C2_field_representations(string block, string expected, int tableSize) => Check(4096, (block, expected, tableSize));

    [Fact]
    public void C3_requests_without_Huffman_coding() => Check(
        4096,
        ("828684410f7777772e6578616d706c652e636f6d", Request, 57),
        ("828684be58086e6f2d6361636865", SecondRequest, 110),
        ("828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565", ThirdRequest, 164));

    [Fact]
    public void C4_requests_with_Huffman_coding() => Check(
        4096,
        ("828684418cf1e3c2e5f23a6ba0ab90f4ff", Request, 57),
        ("828684be5886a8eb10649cbf", SecondRequest, 110),
        ("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf", ThirdRequest, 164));

    [Fact]
    public void C5_responses_without_Huffman_coding() => Check(
        256,
        ("4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
            Response, 222),
        ("4803333037c1c0bf", SecondResponse, 222),
        ("88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f"
            + "49553b206d61782d6167653d333630303b2076657273696f6e3d31",
            ThirdResponse, 215));

    [Fact]
    public void C6_responses_with_Huffman_coding() => Check(
        256,
        ("488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3", Response, 222),
        ("4883640effc1c0bf", SecondResponse, 222),
        ("88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
            ThirdResponse, 215));

    private static void Check(int tableSize, params (string Block, string Fields, int Size)[] steps)
    {
        var decoder = new HpackDecoder(tableSize);
        foreach (var (block, expected, size) in steps)
        {
            var (valid, fields) = TextSink.Decode(decoder, Convert.FromHexString(block));
            Assert.True(valid);
            Assert.Equal(expected.Split('|'), fields);
            Assert.Equal(size, decoder.Table.Size);
        }
    }
}
