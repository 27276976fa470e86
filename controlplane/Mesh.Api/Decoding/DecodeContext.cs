using Mesh.Api.Problems;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>The resource that is being decoded: collects what is wrong with it.</summary>
/// <param name="file">The file's name.</param>
/// <param name="problems">Gets the problems.</param>
/// <param name="isFromCluster">
/// An API server accepted the resource. It may have fields that are not known here, and what is meant for other programs is not refused.
/// </param>
internal sealed class DecodeContext(string file, ProblemList problems, bool isFromCluster = false)
{
    /// <summary>Whether an API server accepted the resource.</summary>
    public bool IsFromCluster => isFromCluster;

    /// <summary>Whether unknown fields are worth a word: not those of Kubernetes' own kinds.</summary>
    public bool ReportsUnknown { get; set; } = true;

    /// <summary>How problems name the resource; empty until kind and name are known.</summary>
    public string Title { get; set; } = "";

    /// <summary>The namespace that references without one mean.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Whether anything was wrong so far.</summary>
    public bool HasErrors { get; private set; }

    public void Error(int line, string field, string message, string remedy)
    {
        HasErrors = true;
        problems.Add(new Problem(ProblemSeverity.Error, file, line, Title, field, message, remedy));
    }

    public void Error(int line, string field, Fault fault) => Error(line, field, fault.Message, fault.Remedy);

    public void Warning(int line, string field, string message, string remedy) =>
        problems.Add(new Problem(ProblemSeverity.Warning, file, line, Title, field, message, remedy));
}
