using System.Collections.Immutable;
using Mesh.Api.Problems;

namespace Mesh.ControlPlane.Sources.Kubernetes;

/// <summary>Says what the cluster source found, each problem once.</summary>
internal sealed partial class KubernetesSourceLog(ILogger<KubernetesSource> logger)
{
    /// <summary>Logs the problems that are new.</summary>
    public void Report(ImmutableArray<Problem> before, ImmutableArray<Problem> after)
    {
        foreach (var problem in after.Except(before))
        {
            if (problem.Severity == ProblemSeverity.Error)
                Error(problem.ToString());
            else
                Warning(problem.ToString());
        }
    }

    [LoggerMessage(200, LogLevel.Information, "cluster read: {Resources} resources, {Problems} problems")]
    public partial void Loaded(int resources, int problems);

    [LoggerMessage(202, LogLevel.Error, "{Problem}")]
    private partial void Error(string problem);

    [LoggerMessage(203, LogLevel.Warning, "{Problem}")]
    private partial void Warning(string problem);
}
