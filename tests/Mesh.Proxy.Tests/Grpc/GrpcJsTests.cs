using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.Proxy.Tests.Grpc;

/// <summary>Another gRPC implementation as the client: @grpc/grpc-js, which <c>.ci/deps</c> installs.</summary>
public sealed class GrpcJsTests : GrpcTest
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests/Mesh.Proxy.Tests/Grpc/js");

    public static bool IsInstalled => Requires.Installed("node") && Directory.Exists(Path.Combine(Folder, "node_modules/@grpc/grpc-js"));

    [Fact(Skip = "needs Node.js and @grpc/grpc-js; run .ci/deps", SkipUnless = nameof(IsInstalled))]
    public async Task Calls_of_all_kinds()
    {
        await HoldAsync("unary", "serverStreaming", "clientStreaming", "bothStreaming", "metadata", "status", "deadline", "brokenStream");
    }

    [Fact(Skip = "needs Node.js and @grpc/grpc-js; run .ci/deps", SkipUnless = nameof(IsInstalled))]
    public async Task A_cancelled_call()
    {
        await HoldAsync("cancellation");
        await App.Events.Cancelled.Task;
    }

    [Fact(Skip = "needs Node.js and @grpc/grpc-js; run .ci/deps", SkipUnless = nameof(IsInstalled))]
    public async Task Errors_of_the_mesh()
    {
        Limit(TimeSpan.FromMilliseconds(50));
        await HoldAsync("tooLate");
        Pair.Route();
        await HoldAsync("unavailable");
    }

    private async Task HoldAsync(params string[] checks)
    {
        var result = await Task.Run(() => Command.Try("node", [Path.Combine(Folder, "calls.js"), Pair.Local.ToString(), .. checks]));
        Assert.Equal((string.Concat(checks.Select(c => $"ok {c}\n")), ""), (result.Output, result.Error));
    }
}
