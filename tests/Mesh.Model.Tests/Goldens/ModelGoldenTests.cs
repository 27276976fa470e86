using System.Text;
using Mesh.Api.Manifests;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Snapshots;
using Mesh.TestKit.Goldens;

namespace Mesh.Model.Tests.Goldens;

/// <summary>
/// <c>testdata/CASE/in.yaml</c> → <c>out.yaml</c>. Lines <c># resolve: Kind name</c> of the input say which resources to show;
/// <c># as: namespace/workload</c> says who asks.
/// </summary>
public sealed class ModelGoldenTests
{
    private const string Project = "Mesh.Model.Tests";

    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["Listener"] = ResourceTypes.Listener,
        ["RouteConfiguration"] = ResourceTypes.Route,
        ["Cluster"] = ResourceTypes.Cluster,
        ["ClusterLoadAssignment"] = ResourceTypes.Endpoints,
        ["MeshConfig"] = ResourceTypes.MeshConfig,
        ["Workload"] = ResourceTypes.Workload,
        ["DnsName"] = ResourceTypes.DnsName,
    };

    public static TheoryData<string> Cases => [.. GoldenCase.Names(Project)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resources_are_as_expected(string name)
    {
        var golden = new GoldenCase(Project, name);
        var input = golden.Read("in.yaml");
        var set = ManifestReader.Read([new ManifestFile("in.yaml", input)]);
        Assert.DoesNotContain(set.Problems, problem => problem.Severity == ProblemSeverity.Error);
        var actual = Render(MeshCompiler.Compile(set.Resources, new CompileOptions()), input);
        Assert.Equal(golden.Expected("out.yaml", actual), actual);
        Assert.InRange(input.Split('\n').Length, 1, 61);
        Assert.InRange(actual.Split('\n').Length, 1, 61);
    }

    private static string Render(MeshSnapshot snapshot, string input)
    {
        var view = new ProxyView(new NamespacedName("shop", "front"), "shop");
        var text = new StringBuilder();
        foreach (var line in input.Split('\n'))
        {
            if (line.StartsWith("# as: ", StringComparison.Ordinal) && NamespacedName.TryParse(line[6..], out var workload))
                view = new ProxyView(workload, workload.Namespace);
            if (!line.StartsWith("# resolve: ", StringComparison.Ordinal))
                continue;
            var words = line.Split(' ', 4);
            var resource = snapshot.Resolve(Kinds[words[2]], words[3], view);
            text.Append("--- # ").Append(resource?.Body.TypeUrl.Split('/')[1] ?? words[2]).Append(' ').Append(words[3]).Append('\n');
            text.Append(resource is null ? "null\n" : ProtoYaml.Write(resource));
        }

        return text.ToString();
    }
}
