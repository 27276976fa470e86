using System.Runtime.CompilerServices;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary><see cref="PeerFactAttribute"/> for a table of cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        : base(file, line)
    {
        Skip = PeerPrograms.MissingReason;
        SkipUnless = nameof(PeerPrograms.Installed);
        SkipType = typeof(PeerPrograms);
    }
}
