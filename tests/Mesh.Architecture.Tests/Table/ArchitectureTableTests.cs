namespace Mesh.Architecture.Tests.Table;

public sealed class ArchitectureTableTests
{
    [Fact]
    public void Rows_are_read()
    {
        const string Markdown = """
            | folder | project | what it is | may reference |
            |---|---|---|---|
            | protos | Mesh.Protos | the wire | – |
            | dataplane | Mesh.Proxy* | the sidecar | Engine, Mesh.Tunnel |
            | cli | Mesh.Cli* (`meshctl`) | commands | Protos |

            | process | ports |
            """;

        var rows = ArchitectureTable.Read(Markdown);

        Assert.Equal(["Mesh.Protos", "Mesh.Proxy", "Mesh.Cli"], rows.Select(row => row.Name));
        Assert.Equal([false, true, true], rows.Select(row => row.IsExecutable));
        Assert.Equal(["protos", "dataplane", "cli"], rows.Select(row => row.Folder));
        Assert.Empty(rows[0].MayReference);
        Assert.Equal(["Mesh.Engine", "Mesh.Tunnel"], rows[1].MayReference.Order());
    }
}
