using Mesh.Architecture.Tests.Namespaces;
using Mesh.Architecture.Tests.Projects;
using Mesh.Architecture.Tests.Rules;
using Mesh.Architecture.Tests.Table;

namespace Mesh.Architecture.Tests;

/// <summary>The rules of ARCHITECTURE.md, applied to this repository.</summary>
public sealed class ArchitectureTests
{
    private static readonly IReadOnlyList<ProjectRow> Table = ArchitectureTable.Read(Repository.Read("ARCHITECTURE.md"));

    [Fact]
    public void The_table_names_the_projects_that_exist() => Holds(ArrowRules.CheckInventory(Table, Repository.Product));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Mesh.sln").Replace('\\', '/');

        Holds(Repository.Projects.Where(project => !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)).Select(project => $"{project.Path} is not in Mesh.sln"));
    }

    [Fact]
    public void Projects_reference_what_the_table_allows() =>
        Holds(Repository.Product.SelectMany(project => ArrowRules.CheckReferences(Table, project, project.References, "references")));

    [Fact]
    public void Assemblies_use_what_the_table_allows() =>
        Holds(Repository.Product.SelectMany(project =>
        {
            using var module = Repository.OpenModule(project);
            var used = module.AssemblyReferences.Select(reference => Repository.Product.FirstOrDefault(other => other.AssemblyName == reference.Name)?.Name).OfType<string>().ToList();
            return ArrowRules.CheckReferences(Table, project, used, "uses").ToList();
        }));

    [Fact]
    public void The_product_references_neither_tests_nor_examples() =>
        Holds(Repository.Product.SelectMany(project => project.References
            .Where(reference => Repository.Product.All(other => other.Name != reference))
            .Select(reference => $"{project.Path} references {reference}, which is not part of the product")));

    [Fact]
    public void Packages_stay_in_their_rooms() =>
        Holds(Repository.Product.SelectMany(project =>
        {
            using var module = Repository.OpenModule(project);
            var assemblies = module.AssemblyReferences.Select(reference => reference.Name).ToList();
            return PackageRooms.Check(project, project.Packages, "references").Concat(PackageRooms.Check(project, assemblies, "uses")).ToList();
        }));

    [Fact]
    public void Some_projects_use_the_framework_alone()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Holds(Repository.Product.Where(project => PackageRooms.WithoutPackages.Contains(project.Name)).SelectMany(project =>
        {
            using var module = Repository.OpenModule(project);
            return project.Packages.Concat(module.AssemblyReferences.Select(reference => reference.Name).Where(name => !File.Exists(Path.Combine(framework, name + ".dll"))))
                .Select(name => $"{project.Path} uses {name}; it may use the framework alone").ToList();
        }));
    }

    [Fact]
    public void Namespaces_inside_a_project_form_no_cycle() =>
        Holds(Repository.Product.SelectMany(project =>
        {
            using var module = Repository.OpenModule(project);
            var graph = NamespaceGraph.Read(module, project.Name);
            return CycleSearch.Find(graph.Edges).Select(cycle => Describe(project, cycle, graph)).ToList();
        }));

    private static string Describe(ProjectFile project, IReadOnlyList<string> cycle, NamespaceGraph graph) =>
        $"{project.Path}: {string.Join(" -> ", cycle)} ({string.Join(", ", cycle.Zip(cycle.Skip(1), graph.Example))})";

    private static void Holds(IEnumerable<string> violations)
    {
        var lines = violations.ToList();
        if (lines.Count > 0)
            Assert.Fail($"{lines.Count} violation(s):\n{string.Join('\n', lines)}");
    }
}
