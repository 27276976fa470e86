namespace Mesh.Hosting.Tests.Kubernetes.Stub;

/// <summary>A kind of custom resource.</summary>
internal static class Widgets
{
    public const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.org"},
         "spec":{"group":"example.org","scope":"Namespaced","names":{"kind":"Widget","plural":"widgets"},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}}}]}}
        """;

    public static string Make(string name, int size) =>
        $$$"""{"apiVersion":"example.org/v1","kind":"Widget","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"size":{{{size}}}}}""";
}
