using System.Runtime.CompilerServices;
using Mesh.TestKit;

namespace Mesh.ProxyInit.Tests.Capture;

/// <summary>A test with real rules in network namespaces; reported as skipped where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NamespaceFactAttribute : FactAttribute
{
    public NamespaceFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requires.Root ? null : Requires.RootReason;
}

/// <inheritdoc cref="NamespaceFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NamespaceTheoryAttribute : TheoryAttribute
{
    public NamespaceTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requires.Root ? null : Requires.RootReason;
}
