using Mesh.Proxy.Memory;
using Mesh.TestKit;

namespace Mesh.Proxy.Tests.Memory;

public class MemoryLimitTests
{
    [Theory]
    [InlineData("0::/a/b\n", "a/memory.max", "67108864\n", 67108864L)]
    [InlineData("0::/a/b\n", "a/b/memory.max", "67108864\n", 67108864L)]
    [InlineData("0::/a/b\n", "a/b/memory.max", "max\n", null)]
    [InlineData("0::/\n", "memory.max", "1000", 1000L)]
    [InlineData("", "memory.max", "1000", 1000L)]
    [InlineData("4:cpu,memory:/x\n", "memory/x/memory.limit_in_bytes", "1000", 1000L)]
    [InlineData("4:cpu:/x\n", "memory/x/memory.limit_in_bytes", "1000", null)]
    [InlineData("", "memory/memory.limit_in_bytes", "9223372036854771712", null)]
    [InlineData("nonsense", "memory.max", "-1", null)]
    public void Is_the_least_of_the_groups_above(string membership, string file, string content, long? expected)
    {
        using var root = new TemporaryDirectory();
        Directory.CreateDirectory(Path.GetDirectoryName(root[file])!);
        File.WriteAllText(root[file], content);
        Assert.Equal(expected, MemoryLimit.OfControlGroup(root[""].TrimEnd('/'), membership));
    }

    [Fact]
    public void This_process_is_measured() => Assert.InRange(ResidentMemory.Bytes(), 1 << 20, 1L << 40);
}
