using Mesh.Architecture.Tests.Projects;
using Mesh.Architecture.Tests.Table;

namespace Mesh.Architecture.Tests.Rules;

/// <summary>Which project may reference which. Every violation is one readable line.</summary>
internal static class ArrowRules
{
    /// <summary>Compares the projects with the table: both have the same projects, in the same folders, of the same kind.</summary>
    public static IEnumerable<string> CheckInventory(IReadOnlyList<ProjectRow> table, IReadOnlyList<ProjectFile> projects)
    {
        foreach (var project in projects.Where(project => table.All(row => row.Name != project.Name)))
            yield return $"{project.Path} has no row in the table of ARCHITECTURE.md: add what it is and what it may reference";
        foreach (var row in table)
        {
            if (projects.FirstOrDefault(project => project.Name == row.Name) is not { } project)
                yield return $"ARCHITECTURE.md has a row for {row.Name}, which does not exist";
            else if (project.Folder != row.Folder)
                yield return $"{project.Path} is not in folder {row.Folder} as ARCHITECTURE.md says";
            else if (project.IsExecutable != row.IsExecutable)
                yield return $"{project.Path} is {(project.IsExecutable ? "an executable: mark it with * in" : "no executable: remove the * from its row in")} ARCHITECTURE.md";
            foreach (var unknown in row.MayReference.Where(name => table.All(other => other.Name != name)))
                yield return $"ARCHITECTURE.md lets {row.Name} reference {unknown}, which has no row";
        }
        foreach (var executable in table.Where(row => row.IsExecutable))
        {
            foreach (var user in table.Where(row => row.MayReference.Contains(executable.Name)))
                yield return $"ARCHITECTURE.md lets {user.Name} reference {executable.Name}, which is an executable";
        }
    }

    /// <summary>Checks one project's references, however they were found.</summary>
    /// <param name="table">The rules.</param>
    /// <param name="project">The project.</param>
    /// <param name="references">The projects that it references.</param>
    /// <param name="how">How it references them, for the message.</param>
    public static IEnumerable<string> CheckReferences(IReadOnlyList<ProjectRow> table, ProjectFile project, IEnumerable<string> references, string how)
    {
        if (table.FirstOrDefault(row => row.Name == project.Name) is not { } rule)
            yield break;
        var allowed = rule.MayReference.Count == 0 ? "nothing" : string.Join(", ", rule.MayReference.Order(StringComparer.Ordinal));
        foreach (var reference in references)
        {
            if (table.FirstOrDefault(row => row.Name == reference) is { IsExecutable: true })
                yield return $"{project.Path} {how} {reference}, which is an executable: nobody references it";
            else if (!rule.MayReference.Contains(reference))
                yield return $"{project.Path} {how} {reference}; it may reference {allowed} (ARCHITECTURE.md)";
        }
    }
}
