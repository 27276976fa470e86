using System.Net;
using Mesh.Bench.Soak;

namespace Mesh.Bench.Tests.Soak;

public sealed class SoakChangesTests
{
    private static readonly IPAddress Second = IPAddress.Parse("10.77.0.5");

    [Fact]
    public void Each_change_is_one_and_all_three_files_change()
    {
        var changes = new SoakChanges(Second, new Random(1));
        var files = changes.Current.ToDictionary(file => file.File, file => file.Yaml);
        var changed = new HashSet<string>();
        for (var change = 0; change < 40; change++)
        {
            var (file, yaml) = changes.Next();
            Assert.NotEqual(files[file], yaml);
            files[file] = yaml;
            changed.Add(file);
        }

        Assert.Equal(files.Keys.Order(), changed.Order());
        Assert.Equal(40, changes.Count);
    }

    [Fact]
    public void Weights_add_up_to_a_hundred() =>
        Assert.Contains("{name: app, port: 80, weight: 70 }\n    - {name: other, port: 80, weight: 30 }", SoakConfiguration.Route(30, 2, 5), StringComparison.Ordinal);
}
