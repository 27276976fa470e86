using Mesh.Api.Problems;

namespace Mesh.ControlPlane.Sources.Files;

/// <summary>Says what the directory source accepted and refused, once.</summary>
internal sealed partial class FileSourceLog(ILogger<FileSource> logger)
{
    /// <summary>Logs the difference between two states.</summary>
    public void Report(ConfigurationStatus before, ConfigurationStatus after)
    {
        if (!before.Problems.SequenceEqual(after.Problems))
        {
            foreach (var problem in after.Problems)
                Report(problem);
        }

        if (!after.IsRejected)
            Loaded(after.Resources, after.Problems.Length);
        else if (after.Loaded is null)
            NothingGood(after.Problems.Length);
        else
            Kept(after.Problems.Length);
    }

    private void Report(Problem problem)
    {
        if (problem.Severity == ProblemSeverity.Error)
            Error(problem.ToString());
        else
            Warning(problem.ToString());
    }

    [LoggerMessage(100, LogLevel.Information, "configuration loaded: {Resources} resources, {Problems} warnings")]
    private partial void Loaded(int resources, int problems);

    [LoggerMessage(101, LogLevel.Error, "configuration refused, what ran before keeps running: {Problems} problems")]
    private partial void Kept(int problems);

    [LoggerMessage(102, LogLevel.Error, "configuration refused and none was good yet, so nothing is served: {Problems} problems")]
    private partial void NothingGood(int problems);

    [LoggerMessage(103, LogLevel.Error, "{Problem}")]
    private partial void Error(string problem);

    [LoggerMessage(104, LogLevel.Warning, "{Problem}")]
    private partial void Warning(string problem);
}
