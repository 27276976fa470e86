using System.Globalization;
using Mesh.Api.Decoding;
using Mesh.Api.Problems;
using Mesh.Api.Validation;
using Mesh.Api.Yaml;

namespace Mesh.Api.Manifests;

/// <summary>Reads manifests and finds everything that is wrong with them, each alone and together. Pure.</summary>
public static class ManifestReader
{
    /// <summary>Longest file, in characters.</summary>
    public const int LongestFile = 4 * 1024 * 1024;

    /// <summary>Reads a set of files. Never throws for what they contain.</summary>
    /// <param name="files">The files; their order only matters for which of two equal resources counts as the second.</param>
    /// <param name="earlier">Problems found on the way to the files, to be part of the result.</param>
    public static ManifestSet Read(IEnumerable<ManifestFile> files, IEnumerable<Problem>? earlier = null)
    {
        var problems = new ProblemList();
        var resources = new ResourceSetBuilder(problems);
        foreach (var problem in earlier ?? [])
        {
            problems.Add(problem);
            resources.IsIncomplete |= problem.Severity == ProblemSeverity.Error;
        }

        foreach (var file in files)
            ReadFile(file, resources, problems);
        var set = resources.Build();
        ResourceValidator.Validate(set, resources.Broken, resources.IsIncomplete, problems);
        return new ManifestSet(set, problems.Ordered());
    }

    private static void ReadFile(ManifestFile file, ResourceSetBuilder resources, ProblemList problems)
    {
        if (file.Text.Length > LongestFile)
        {
            var limit = LongestFile.ToString("N0", CultureInfo.InvariantCulture);
            problems.Add(new Problem(ProblemSeverity.Error, file.Name, 0, "", "", $"the file is longer than {limit} characters", "split it"));
            resources.IsIncomplete = true;
            return;
        }

        var text = YamlText.Read(file.Text);
        foreach (var error in text.Errors)
            problems.Add(new Problem(ProblemSeverity.Error, file.Name, error.Line, "", "", error.Message, error.Remedy));
        resources.IsIncomplete |= text.Errors.Count > 0;
        foreach (var document in text.Documents)
            resources.Add(DocumentDecoder.Decode(file.Name, document, problems));
    }
}
