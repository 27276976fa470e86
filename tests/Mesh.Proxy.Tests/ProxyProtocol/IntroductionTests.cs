using System.Buffers.Binary;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Conventions;
using Mesh.Engine.Sockets;
using Mesh.Proxy.ProxyProtocol;

namespace Mesh.Proxy.Tests.ProxyProtocol;

/// <summary>The bytes of haproxy.org's proxy-protocol.txt.</summary>
public sealed class IntroductionTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";

    // Section 2.1: the examples of the longest lines.
    [Theory]
    [InlineData("255.255.255.255:65535", "255.255.255.255:65535", "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n")]
    [InlineData(
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n")]
    [InlineData("192.168.0.1:56324", "192.168.0.11:443", "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n")]
    [InlineData("10.0.0.3:0", "[2001:db8::7]:80", "PROXY TCP6 ::ffff:10.0.0.3 2001:db8::7 0 80\r\n")]
    public void Version_1(string source, string destination, string expected) =>
        Assert.Equal(expected, Encoding.ASCII.GetString(Introduction.Build(ProxyProtocolVersion.V1, Endpoint(source), Endpoint(destination), "spiffe://x"u8)));

    // Section 2.2: signature, version and command, family and protocol, length, addresses, ports, fields.
    [Theory]
    [InlineData("192.168.0.1:56324", "192.168.0.11:443", "", "21 11 000C C0A80001 C0A8000B DC04 01BB")]
    [InlineData("[2001:db8::1]:1", "[2001:db8::2]:2", "", "21 21 0024 20010DB8000000000000000000000001 20010DB8000000000000000000000002 0001 0002")]
    [InlineData("10.0.0.3:5", "[2001:db8::2]:2", "", "21 21 0024 00000000000000000000FFFF0A000003 20010DB8000000000000000000000002 0005 0002")]
    [InlineData("10.0.0.3:5", "10.0.0.7:80", "spiffe://a", "21 11 0019 0A000003 0A000007 0005 0050 E0 000A 7370696666653A2F2F61")]
    public void Version_2(string source, string destination, string identity, string expected) =>
        Assert.Equal(
            Signature + expected.Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(Introduction.Build(ProxyProtocolVersion.V2, Endpoint(source), Endpoint(destination), Encoding.ASCII.GetBytes(identity))));

    [Theory]
    [InlineData(ProxyProtocolVersion.V1, "50524F585920554E4B4E4F574E0D0A")]
    [InlineData(ProxyProtocolVersion.V2, Signature + "20000000")]
    public void The_proxys_own_connections(ProxyProtocolVersion version, string expected) => Assert.Equal(expected, Convert.ToHexString(Introduction.BuildOwn(version)));

    [Fact]
    public void Any_version_1_is_read_back_as_it_was_meant() =>
        Prop.ForAll(Pairs, pair =>
        {
            var line = Encoding.ASCII.GetString(Introduction.Build(ProxyProtocolVersion.V1, pair.Source, pair.Destination, default));
            var parts = line[..^2].Split(' ');
            return line.Length <= 107 && line.EndsWith("\r\n", StringComparison.Ordinal) && parts is ["PROXY", "TCP4" or "TCP6", _, _, _, _]
                && (parts[1] == "TCP4") == (pair.Source.IsV4 && pair.Destination.IsV4)
                && Read(parts[2], parts[4]) == pair.Source && Read(parts[3], parts[5]) == pair.Destination;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_version_2_is_read_back_as_it_was_meant() =>
        Prop.ForAll(Pairs, Gen.Choose(0, 2048).ToArbitrary(), (pair, length) =>
        {
            var identity = new string('i', length);
            var header = Introduction.Build(ProxyProtocolVersion.V2, pair.Source, pair.Destination, Encoding.ASCII.GetBytes(identity));
            var size = header[13] == 0x11 ? 4 : 16;
            var rest = header.AsSpan(16);
            var source = new IpEndpoint(rest[..size], BinaryPrimitives.ReadUInt16BigEndian(rest[(2 * size)..]));
            var destination = new IpEndpoint(rest[size..(2 * size)], BinaryPrimitives.ReadUInt16BigEndian(rest[((2 * size) + 2)..]));
            var fields = rest[((2 * size) + 4)..];
            var isNamed = length == 0 ? fields.IsEmpty
                : fields[0] == 0xE0 && BinaryPrimitives.ReadUInt16BigEndian(fields[1..]) == length && Encoding.ASCII.GetString(fields[3..]) == identity;
            return header.Length - 16 == BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(14)) && source == pair.Source && destination == pair.Destination && isNamed;
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<(IpEndpoint Source, IpEndpoint Destination)> Pairs { get; } =
        (from source in Endpoints() from destination in Endpoints() select (source, destination)).ToArbitrary();

    private static Gen<IpEndpoint> Endpoints() =>
        from isV4 in Gen.Elements(true, false)
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b), isV4 ? 4 : 16)
        from port in Gen.Choose(0, 65535)
        select new IpEndpoint(bytes, port);

    private static IpEndpoint Endpoint(string text) => IpEndpoint.From(IPEndPoint.Parse(text));

    private static IpEndpoint Read(string address, string port) => IpEndpoint.From(IPAddress.Parse(address), int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
}
