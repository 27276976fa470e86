using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Api.Manifests;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.TestKit.Goldens;

namespace Mesh.Api.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private static readonly string Clean = new GoldenCase("Mesh.Api.Tests", "clean").Read("in.yaml");

    [Fact]
    public void Every_kind_is_read_into_its_record()
    {
        var set = Read(Clean);
        Assert.Empty(set.Problems);
        Assert.Equal(4, set.Resources.Count);

        var service = set.Resources.Services.Single();
        Assert.Equal(new NamespacedName("shop", "catalog"), service.Name);
        Assert.Equal(DateTimeOffset.Parse("2026-01-31T12:00:00Z", null), service.Metadata.CreationTimestamp);
        Assert.Equal([IPAddress.Parse("10.96.0.10")], service.ClusterIps);
        Assert.Equal([new ServicePort("http", 80, PortReference.Of("web")), new ServicePort("dns", 53, PortReference.Of(53)) { Protocol = TransportProtocol.Udp }], service.Ports);

        var workload = set.Resources.Workloads.Single();
        Assert.Equal(("10.0.0.7", "catalog", 2), (workload.Address.ToString(), workload.ServiceAccount, workload.Weight));
        Assert.Equal(8080, workload.Ports["web"]);
        Assert.Equal("run me", workload.Metadata.Annotations["up.meshctl.dev/command"]);
        Assert.Equal([new ExplicitOutbound(service.Name, 80, IPEndPoint.Parse("127.0.0.1:9001")), new ExplicitOutbound(service.Name, 80, IPEndPoint.Parse("[::1]:9001"))], workload.Outbounds);

        var route = set.Resources.HttpRoutes.Single();
        Assert.Equal([new ParentReference(service.Name, 80, "http")], route.Parents);
        var rule = route.Rules.Single();
        Assert.Equal(("all", TimeSpan.FromSeconds(90), TimeSpan.FromMilliseconds(250)), (rule.Name, rule.RequestTimeout!.Value, rule.BackendRequestTimeout!.Value));
        Assert.Equal([new BackendReference(service.Name, 80, 1_000_000)], rule.Backends);
        Assert.Equal(new PathMatch(PathMatchType.Exact, "/a%20b"), rule.Matches.Single().Path);
        Assert.Equal([new ValueMatch("x-a", "b c", false)], rule.Matches.Single().Headers);

        var policy = set.Resources.PeerAuthentications.Single();
        Assert.Equal("catalog", policy.Selector!["app"]);
        Assert.Null(policy.Mode);
        Assert.Equal([(8080, PeerMode.Permissive), (8081, PeerMode.Strict)], policy.Ports.Select(port => (port.Key, port.Value)));
    }

    [Fact]
    public void Absent_fields_have_their_defaults()
    {
        var set = Read("""
            apiVersion: meshctl.dev/v1alpha1
            kind: WorkloadEntry
            metadata: {name: a}
            spec: {address: 10.0.0.7}
            """);
        var workload = set.Resources.Workloads.Single();
        Assert.Equal("default/a", workload.Name.ToString());
        Assert.Equal(("default", 1), (workload.ServiceAccount, workload.Weight));
        Assert.Empty(workload.Ports);
        Assert.Empty(workload.Outbounds);
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"clusterIP":"None","ports":[{"port":80}]}}""")]
    [InlineData("{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Service\",\n\t\"metadata\": {\n\t\t\"name\": \"a\"\n\t},\n\t\"spec\": {\n\t\t\"clusterIP\": \"None\",\n\t\t\"ports\": [\n\t\t\t{\n\t\t\t\t\"port\": 80\n\t\t\t}\n\t\t]\n\t}\n}\n")]
    [InlineData("{\r\n  \"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"\\u0061\", \"annotations\": {\"x\": \"\\/\\\"\\ud83d\\ude00\"}},\r\n \"spec\": {\"clusterIP\": \"None\", \"ports\": [{\"port\": 80}]}}")]
    public void Json_is_read_like_yaml(string text)
    {
        var set = Read(text);
        Assert.DoesNotContain(set.Problems, problem => problem.Severity == ProblemSeverity.Error);
        Assert.Equal(80, set.Resources.Services.Single().Ports.Single().Port);
        Assert.Equal("a", set.Resources.Services.Single().Name.Name);
    }

    [Fact]
    public void Problems_name_their_file_and_earlier_ones_are_kept()
    {
        var earlier = new Problem(ProblemSeverity.Error, "z.yaml", 0, "", "", "unreadable", "fix it");
        var set = ManifestReader.Read([new ManifestFile("b.yaml", "kind: x"), new ManifestFile("a.yaml", "\n- x")], [earlier]);
        Assert.Equal(["a.yaml:2", "b.yaml:1", "z.yaml:0"], set.Problems.Select(problem => $"{problem.File}:{problem.Line}"));
        Assert.True(set.HasErrors);
    }

    [Theory]
    [InlineData("[[[[[[[[", "]]]]]]]]", 64, false)]
    [InlineData("{a: {b: ", "}}", 64, false)]
    [InlineData("[", "]", 64, false)]
    [InlineData("[", "]", 62, true)]
    public void Depth_is_bounded(string open, string close, int times, bool fits)
    {
        var text = string.Concat(Enumerable.Repeat(open, times)) + "x" + string.Concat(Enumerable.Repeat(close, times));
        var problem = Read(text).Problems.First();
        Assert.Equal(fits, !problem.Message.Contains("nested deeper", StringComparison.Ordinal));
    }

    [Fact]
    public void Size_and_number_are_bounded()
    {
        Assert.Contains("longer than", Message(new string(' ', ManifestReader.LongestFile + 1)), StringComparison.Ordinal);
        Assert.Contains("values", Message("[" + string.Concat(Enumerable.Repeat("a,", 1_000_001)) + "]"), StringComparison.Ordinal);
        Assert.Contains("documents", Message(string.Concat(Enumerable.Repeat("--- ~\n", 50_001))), StringComparison.Ordinal);
        Assert.InRange(Read(string.Concat(Enumerable.Repeat("---\n*a\n", 100_000))).Problems.Length, 1, 100);
        Assert.InRange(Read(string.Concat(Enumerable.Repeat("---\n- a\n", 40_000))).Problems.Length, 1, 1000);

        static string Message(string text) => Read(text).Problems.First().Message;
    }

    [Fact]
    public void Mutated_manifests_never_throw()
    {
        var pieces = new[]
        {
            "", "~", "[]", "{}", "- ", ": ", "\n", "---\n", "\"", "'", "|\n", "&a ", "*a ", "!t ", "0", "-1", "1e9", "true", "99999999999999999999",
            "x", "/", "*.", "(", "{100}", "\0", "\t", "#", "spec:", "kind: HTTPRoute\n", "metadata: {name: b}\n", "ports: [{port: 1}]\n",
        };
        var edits = Gen.Choose(0, Clean.Length).Zip(Gen.Choose(0, 12)).Zip(Gen.Elements(pieces)).NonEmptyListOf();
        Prop.ForAll(edits.ToArbitrary(), changes =>
        {
            var text = Clean;
            foreach (var ((at, length), piece) in changes)
            {
                var start = Math.Min(at, text.Length);
                text = text[..start] + piece + text[Math.Min(start + length, text.Length)..];
            }

            var set = Read(text);
            return set.Resources.Count <= 200 && set.Problems.All(problem => problem.Line >= 0 && problem.ToString().All(c => !char.IsControl(c)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(12));
    }

    private static ManifestSet Read(string text) => ManifestReader.Read([new ManifestFile("in.yaml", text)]);
}
