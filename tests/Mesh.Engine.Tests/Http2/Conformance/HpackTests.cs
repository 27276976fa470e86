using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 7541: what no encoder may send is COMPRESSION_ERROR.</summary>
public sealed class HpackTests
{
    private const string Refused = "closed: CompressionError";

    private static readonly ScriptTable Scripts = new()
    {
        { "2.3.3 an index beyond the tables", Refused, "", Block("C6") },
        { "2.3.3 the first index beyond the static table, when the other is empty", Refused, "", Block("BE") },
        { "2.3.3 a name beyond the tables", Refused, "", Block("7F070161") },
        { "4.2 a change of the table's size after fields", Refused, "", Block("20") },
        { "4.2 a change of the table's size between fields", Refused, "", Wire.Headers(1, [.. Wire.Get[..13], 0x20, .. Wire.Get[13..]]) },
        { "5.1 an integer that does not end", Refused, "", Block("FFFFFFFFFFFFFFFFFF") },
        { "5.1 an integer above any limit", Refused, "", Block("FF80808080808001") },
        { "5.2 a string longer than the block", Refused, "", Block("00017805") },
        { "5.2 Huffman padding of eight bits", Refused, "", Block("0001788607FFFFFFFFFF") },
        { "5.2 Huffman padding with zeros", Refused, "", Block("0001788100") },
        { "5.2 Huffman with the end-of-string symbol", Refused, "", Block("00017884FFFFFFFF") },
        { "6.1 index 0", Refused, "", Block("80") },
        { "6.2 a literal that is cut", Refused, "", Block("4001") },
        { "6.3 a size above the limit", Refused, "", Wire.Headers(1, [0x3F, 0xE2, 0x1F, .. Wire.Get]) },
        { "6.3 the size at the limit", "", Got, Wire.Headers(1, [0x3F, 0xE1, 0x1F, .. Wire.Get]) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => Server(Scripts[name], inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_clients_decoder_is_as_strict(string name)
    {
        var script = Scripts[name];
        if (script.Answer.Length == 0)
            return;
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        Assert.StartsWith("GoAway 0 CompressionError", server.Send(script.Frames));
        Assert.Equal("!Protocol", server.Log);
    }

    private static byte[] Block(string hex) => Wire.Headers(1, [.. Wire.Get, .. Convert.FromHexString(hex)]);
}
