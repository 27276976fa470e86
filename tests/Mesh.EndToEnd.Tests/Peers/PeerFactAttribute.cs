using System.Runtime.CompilerServices;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>A test in network namespaces with programs that are not ours: where they are not installed it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        : base(file, line)
    {
        Skip = PeerPrograms.MissingReason;
        SkipUnless = nameof(PeerPrograms.Installed);
        SkipType = typeof(PeerPrograms);
    }
}
