using System.Runtime.CompilerServices;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A test in network namespaces: without root it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        : base(file, line)
    {
        Skip = Requires.RootReason;
        SkipUnless = nameof(Requires.Root);
        SkipType = typeof(Requires);
    }
}
