using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Injection.Decisions;
using Mesh.Injection.Tests.Fakes;
using Mesh.TestKit.Goldens;

namespace Mesh.Injection.Tests.Patching;

/// <summary><c>testdata/CASE/before.json</c>, in the namespace of <c>namespace.json</c> → the whole pod in <c>after.json</c>.</summary>
public sealed class InjectionGoldenTests
{
    private const string Project = "Mesh.Injection.Tests";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Cases => [.. GoldenCase.Names(Project)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pods_become_what_is_expected(string name)
    {
        var golden = new GoldenCase(Project, name);
        var pod = Samples.Parse(golden.Read("before.json"));

        var result = Samples.Injector.Inject(pod, Namespace(Samples.Parse(golden.Read("namespace.json"))));

        var actual = $"// {result.Outcome}: {result.Message}\n{PatchedDocument.Apply(pod, result.Patch).ToJsonString(Indented)}\n";
        Assert.Equal(golden.Expected("after.json", actual), actual);
    }

    private static NamespaceFacts Namespace(JsonObject json)
    {
        var metadata = json["metadata"]!;
        return new NamespaceFacts(metadata["name"]!.GetValue<string>(), Texts(metadata["annotations"]), Texts(metadata["labels"]));
    }

    private static Dictionary<string, string> Texts(JsonNode? map) =>
        map?.AsObject().ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>()) ?? [];
}
