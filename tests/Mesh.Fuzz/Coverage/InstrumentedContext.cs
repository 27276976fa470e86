using System.Reflection;
using System.Runtime.Loader;

namespace Mesh.Fuzz.Coverage;

/// <summary>
/// Loads this program once more, with instrumented copies of what it examines: what runs in here counts its edges. The files on disk stay
/// as they were built.
/// </summary>
internal sealed class InstrumentedContext : AssemblyLoadContext
{
    private static readonly string[] Examined = ["Mesh.Engine", "Mesh.Tunnel", "Mesh.Discovery", "Mesh.Traffic", "mesh-proxy"];

    private readonly string _directory = AppContext.BaseDirectory;

    internal InstrumentedContext()
        : base("instrumented")
    {
    }

    /// <summary>Calls a static method of this program's copy that is instrumented.</summary>
    /// <exception cref="TargetInvocationException">It failed.</exception>
    internal object? Call(Type type, string method, params object?[] arguments)
    {
        var copy = LoadFromAssemblyPath(type.Assembly.Location).GetType(type.FullName!, throwOnError: true)!;
        return copy.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(null, arguments);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_directory, assemblyName.Name + ".dll");
        if (!File.Exists(path))
            return null;
        if (!Examined.Contains(assemblyName.Name))
            return LoadFromAssemblyPath(path);
        using var rewritten = Instrumenter.Rewrite(path);
        return LoadFromStream(rewritten);
    }
}
