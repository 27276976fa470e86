using System.Diagnostics;

namespace Mesh.Engine.Tests.Http2.Loopback;

/// <summary>The engine's server and nghttp2's clients, where they are installed.</summary>
public sealed class NghttpTests : IDisposable
{
    private readonly EchoServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Nghttp_gets_a_page_with_its_priorities_and_padding()
    {
        var output = await RunAsync("nghttp", "-v", "--no-dep", "-b", "100", "-H", "x-in: hello", $"{_server.Address}page");
        Assert.Contains("x-out: hello", output, StringComparison.Ordinal);
        Assert.Contains(":status: 200", output, StringComparison.Ordinal);
        Assert.DoesNotContain("error_code=PROTOCOL_ERROR", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H2load_makes_many_requests_on_many_connections()
    {
        var output = await RunAsync("h2load", "-n", "20000", "-c", "8", "-m", "32", "-H", "x-in: hello", $"{_server.Address}page");
        Assert.Contains("20000 succeeded, 0 failed, 0 errored, 0 timeout", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H2load_downloads_in_parallel_with_small_windows()
    {
        var output = await RunAsync("h2load", "-n", "200", "-c", "2", "-m", "20", "-w", "14", "-W", "16", $"{_server.Address}bytes/500000");
        Assert.Contains("200 succeeded, 0 failed, 0 errored, 0 timeout", output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/" + program), $"{program} is not installed (package nghttp2-client)");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/" + program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await error;
    }
}
