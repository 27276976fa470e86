using Mesh.Proxy.Memory;

namespace Mesh.Proxy.Tests.Memory;

public sealed class CodeMappingsTests
{
    private const string Executable = "/usr/bin/mesh-proxy";

    [Theory]
    [InlineData("555500000000-555500003000 r-xp 00028000 fe:00 1234                       /usr/bin/mesh-proxy", true)]
    [InlineData("555500000000-555500003000 r--p 00028000 fe:00 1234                       /usr/bin/mesh-proxy", true)]
    [InlineData("7f1c8e000000-7f1c8e003000 r-xp 00028000 fe:00 1234                       /usr/lib/libc.so.6", true)]
    [InlineData("7f1c8e000000-7f1c8e003000 r--p 00000000 fe:00 1234                       /usr/lib/ossl-modules/legacy.so", true)]
    [InlineData("7f1c8e000000-7f1c8e003000 rw-p 00028000 fe:00 1234                       /usr/lib/libc.so.6", false)]
    [InlineData("7f1c8e000000-7f1c8e003000 r--s 00028000 fe:00 1234                       /usr/lib/libc.so.6", false)]
    [InlineData("7f1c8e000000-7f1c8e003000 r--p 00000000 fe:00 1234                       /var/lib/mesh/resources", false)]
    [InlineData("7f1c8e000000-7f1c8e003000 r-xp 00000000 00:00 0                          [vdso]", false)]
    [InlineData("7f1c8e000000-7f1c8e003000 r--p 00000000 00:00 0 ", false)]
    [InlineData("ffffffffff600000-ffffffffff603000 --xp 00000000 00:00 0                  [vsyscall]", false)]
    public void Only_what_a_program_s_file_has_is_found(string header, bool found)
    {
        var mappings = CodeMappings.Read([header, "Size:                 12 kB", "Anonymous:             0 kB", "VmFlags: rd ex mr mw me"], Executable);

        Assert.Equal(found ? [0x3000] : [], mappings.Select(mapping => (int)mapping.Length));
    }

    [Fact]
    public void A_mapping_with_written_pages_is_left_alone()
    {
        string[] smaps =
        [
            "10000-11000 r--p 00000000 fe:00 1                       /usr/lib/a.so", "Rss:                   4 kB", "Anonymous:             4 kB",
            "20000-24000 r-xp 00000000 fe:00 1                       /usr/lib/a.so", "Rss:                   4 kB", "Anonymous:             0 kB",
            "30000-31000 rw-p 00000000 00:00 0 ", "Anonymous:             0 kB",
        ];

        Assert.Equal([((nuint)0x20000, (nuint)0x4000)], CodeMappings.Read(smaps, Executable));
    }

    [Fact]
    public void This_process_has_some_and_lives_on_without_their_pages()
    {
        Assert.NotEmpty(CodeMappings.Read(File.ReadLines("/proc/self/smaps"), Environment.ProcessPath!));

        ProcessMemory.ReleaseCode();
        ProcessMemory.ReleaseFree();

        Assert.Equal("[1,2]", System.Text.Json.JsonSerializer.Serialize(new[] { 1, 2 }));
    }
}
