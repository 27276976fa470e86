using System.Runtime.CompilerServices;

namespace Mesh.ProxyInit.Tests;

/// <summary>Golden files beside the tests' sources.</summary>
internal static class Testdata
{
    public static string Directory { get; } = Path.Combine(Path.GetDirectoryName(Here())!, "testdata");

    private static string Here([CallerFilePath] string path = "") => path;
}
