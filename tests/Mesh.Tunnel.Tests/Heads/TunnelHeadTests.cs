using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Tunnel.Heads;

namespace Mesh.Tunnel.Tests.Heads;

public class TunnelHeadTests
{
    private static readonly byte[] Target = "10.0.0.7:8080"u8.ToArray();
    private static readonly byte[] Source = "10.0.0.3"u8.ToArray();

    [Theory]
    [InlineData(HttpVersion.Http10)]
    [InlineData(HttpVersion.Http11)]
    [InlineData(HttpVersion.Http2)]
    public void What_the_caller_writes_the_callee_reads_and_the_application_does_not_see(HttpVersion version)
    {
        var head = Request();
        TunnelHead.Write(head, Target, version, "catalog.shop:80"u8, Source);
        Assert.Equal(new TunnelRequest(TunnelRequestKind.Http, new IpEndpoint([10, 0, 0, 7], 8080), version), TunnelHead.Read(head));
        Span<byte> source = stackalloc byte[TunnelHead.MaxSource];
        Assert.Equal("10.0.0.3", Encoding.ASCII.GetString(source[..TunnelHead.ReadSource(head, source)]));
        TunnelHead.Strip(head);
        Assert.Equal(["accept"], Names(head));
    }

    [Fact]
    public void What_the_application_sets_is_stripped()
    {
        var head = Request();
        head.Add("x-mesh-original-dst"u8, "10.0.0.9:1"u8);
        head.Add("x-forwarded-client-cert"u8, "URI=spiffe://cluster.local/ns/bank/sa/admin"u8);
        head.Add("x-mesh-anything"u8, "1"u8);
        TunnelHead.Strip(head);
        Assert.Equal(["accept"], Names(head));
    }

    [Theory]
    [InlineData("x_forwarded_client_cert")]
    [InlineData("x-forwarded_client.cert")]
    [InlineData("x!forwarded~client^cert")]
    [InlineData("x_forwarded_for")]
    [InlineData("x_mesh_hops")]
    [InlineData("x_mesh_")]
    [InlineData("x_mesh-anything")]
    public void What_programs_read_as_the_meshs_is_stripped_too(string name)
    {
        var head = Request();
        head.Add(Encoding.ASCII.GetBytes(name), "1"u8);
        TunnelHead.Strip(head);
        Assert.Equal(["accept"], Names(head));
    }

    [Theory]
    [InlineData("x-mesh-hops")]
    [InlineData("x-forwarded-for")]
    [InlineData("x-forwarded-client-certs")]
    [InlineData("x-meshed")]
    [InlineData("xamesh-source")]
    [InlineData("x")]
    [InlineData("forwarded")]
    public void What_is_the_applications_stays(string name)
    {
        var head = Request();
        head.Add(Encoding.ASCII.GetBytes(name), "1"u8);
        TunnelHead.Strip(head);
        Assert.Equal(["accept", name], Names(head));
    }

    [Fact]
    public void Trailers_say_nothing_about_the_caller()
    {
        using var trailers = new HeaderBlock();
        foreach (var name in new[] { "x-forwarded-client-cert", "x_forwarded_for", "x-forwarded-host", "forwarded", "x-mesh-hops", "x_mesh_source", "x-sum" })
            trailers.Add(Encoding.ASCII.GetBytes(name), "1"u8);
        TunnelHead.StripTrailers(trailers);
        Assert.Equal(["x-sum"], Names(trailers));
    }

    // A gateway that writes the name as a variable must not meet one of the mesh's, whatever was between the letters.
    [Fact]
    public void No_stripped_head_has_a_field_that_reads_as_the_callers_identity() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Elements("!#$%&'*+-.^_`|~0az".Select(c => (byte)c).ToArray()), 4).ToArbitrary(), separators =>
        {
            var head = Request();
            var name = $"x{(char)separators[0]}forwarded{(char)separators[1]}client{(char)separators[2]}cert";
            head.Add(Encoding.ASCII.GetBytes(name), "1"u8);
            TunnelHead.Strip(head);
            var reads = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')) == "x_forwarded_client_cert";
            return head.Count == (reads ? 1 : 2);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Another_attempt_replaces_the_target()
    {
        var head = Request();
        TunnelHead.Write(head, Target, HttpVersion.Http11, "catalog.shop:80"u8, Source);
        TunnelHead.Write(head, "[2001:db8::7]:8080"u8, HttpVersion.Http11, default, Source);
        Assert.False(head.Contains("x-mesh-service"u8));
        Assert.Equal("[2001:db8::7]:8080", TunnelHead.Read(head).Target.ToString());
    }

    [Fact]
    public void A_connect_without_a_version_is_a_byte_stream()
    {
        using var head = new HeaderBlock();
        TunnelHead.WriteConnect(head, Target, default, new IpEndpoint([10, 0, 0, 3], 41234));
        Assert.Equal(new TunnelRequest(TunnelRequestKind.Connect, new IpEndpoint([10, 0, 0, 7], 8080), HttpVersion.Http11), TunnelHead.Read(head));
    }

    [Theory]
    [InlineData("10.0.0.3:41234")]
    [InlineData("[2001:db8::3]:41234")]
    public void A_byte_streams_source_comes_with_its_port(string source)
    {
        Assert.True(IpEndpoint.TryParse(source, out var endpoint));
        using var head = new HeaderBlock();
        TunnelHead.WriteConnect(head, Target, "db.shop:5432"u8, endpoint);
        Assert.Equal(endpoint, TunnelHead.ReadConnectSource(head));
        Assert.True(head.TryGet("x-mesh-source"u8, out var text));
        Assert.Equal(source, Encoding.ASCII.GetString(text));
    }

    [Theory]
    [InlineData("10.0.0.3")]
    [InlineData("10.0.0.3:66666")]
    [InlineData("web.shop:80")]
    [InlineData("10.0.0.3:1, 10.0.0.4:1")]
    [InlineData("")]
    public void A_byte_streams_source_that_is_none_is_ignored(string source)
    {
        using var head = new HeaderBlock { Method = "CONNECT"u8, Authority = Target };
        Assert.Null(TunnelHead.ReadConnectSource(head));
        head.Add("x-mesh-source"u8, Encoding.ASCII.GetBytes(source));
        Assert.Null(TunnelHead.ReadConnectSource(head));
    }

    [Fact]
    public void An_applications_own_connect_is_not_a_byte_stream()
    {
        using var head = new HeaderBlock { Method = "CONNECT"u8, Authority = "example.org:443"u8 };
        TunnelHead.Write(head, Target, HttpVersion.Http11, default, Source);
        var request = TunnelHead.Read(head);
        Assert.Equal(TunnelRequestKind.Http, request.Kind);
        Assert.Equal("example.org:443", Encoding.ASCII.GetString(head.Authority));
    }

    [Theory]
    [InlineData("x-mesh-app-version", "1.1", "no target")]
    [InlineData("x-mesh-original-dst", "10.0.0.7:8080", "no version")]
    public void Half_a_mark_is_malformed(string name, string value, string what)
    {
        var head = Request();
        head.Add(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));
        Assert.True(TunnelHead.Read(head).Kind == TunnelRequestKind.Malformed, what);
    }

    [Theory]
    [InlineData("catalog:8080")]
    [InlineData("10.0.0.7")]
    [InlineData("10.0.0.7:99999")]
    [InlineData("2001:db8::7:8080")]
    [InlineData("[10.0.0.7]:80")]
    [InlineData("")]
    public void A_target_that_is_no_address_is_malformed(string authority)
    {
        using var head = new HeaderBlock { Method = "CONNECT"u8, Authority = Encoding.ASCII.GetBytes(authority) };
        Assert.Equal(TunnelRequestKind.Malformed, TunnelHead.Read(head).Kind);
    }

    [Fact]
    public void The_caller_is_named_once()
    {
        var head = Request();
        head.Add("x-forwarded-client-cert"u8, "forged"u8);
        TunnelHead.WriteCaller(head, TunnelHead.CallerText("spiffe://cluster.local/ns/shop/sa/web"));
        Assert.True(head.TryGet("x-forwarded-client-cert"u8, out var value));
        Assert.Equal("URI=spiffe://cluster.local/ns/shop/sa/web", Encoding.UTF8.GetString(value));
        Assert.Equal(2, head.Count);
    }

    [Fact]
    public void Foreign_values_never_throw() =>
        Prop.ForAll<byte[], byte[]>((version, target) =>
        {
            var head = Request();
            head.Add("x-mesh-app-version"u8, version);
            head.Add("x-mesh-original-dst"u8, target);
            head.Add("x-mesh-source"u8, target);
            Span<byte> source = stackalloc byte[TunnelHead.MaxSource];
            TunnelHead.Read(head);
            TunnelHead.ReadSource(head, source);
            TunnelHead.Strip(head);
            return head.Count == 1;
        }).QuickCheckThrowOnFailure();

    private static HeaderBlock Request()
    {
        var head = new HeaderBlock { Method = "GET"u8, Scheme = "http"u8, Authority = "catalog.shop"u8, Path = "/"u8 };
        head.Add("accept"u8, "*/*"u8);
        return head;
    }

    private static string[] Names(HeaderBlock head) => [.. Enumerable.Range(0, head.Count).Select(i => Encoding.ASCII.GetString(head.NameAt(i)))];
}
