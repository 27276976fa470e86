using System.Net;
using System.Text.Json;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests;

/// <summary><c>meshctl up --network loopback</c>: a mesh without root's powers, on explicit loopback addresses.</summary>
public sealed class LoopbackTests : IDisposable
{
    private static readonly string[] Programs = ["mesh-ca", "mesh-controlplane", "mesh-proxy", "meshctl", "shop"];

    private readonly TemporaryDirectory _directory = new();
    private readonly string _name = $"loopback-{Environment.ProcessId}";
    // Loopback addresses that no other run of this machine uses.
    private readonly IPAddress _server = IPAddress.Parse($"127.{Environment.ProcessId >> 8 & 0x7f | 0x80}.{Environment.ProcessId & 0xff}.2");
    private readonly IPAddress _client = IPAddress.Parse($"127.{Environment.ProcessId >> 8 & 0x7f | 0x80}.{Environment.ProcessId & 0xff}.3");

    public void Dispose()
    {
        Command.Try(Program("meshctl"), "down", "--name", _name);
        _directory.Dispose();
    }

    [Fact]
    public async Task A_mesh_comes_up_carries_requests_shows_them_and_goes_down()
    {
        foreach (var program in Programs)
            File.CreateSymbolicLink(Path.Combine(_directory.Subdirectory("bin"), program), BuiltProgram.Find(program));
        File.WriteAllText(Path.Combine(_directory.Subdirectory("mesh"), "mesh.yaml"), Manifests());

        Command.Run(Program("meshctl"), "up", _directory["mesh"], "--network", "loopback", "--name", _name, "--detach", "--bin-dir", _directory["bin"]);
        using var http = new HttpClient();
        await Eventually.TrueAsync(() => AnswersAsync(http), "the callee answers through both proxies");

        JsonElement[] rows = [];
        await Eventually.TrueAsync(async () => (rows = await RowsAsync(http)).Length > 0, "meshctl top shows the requests");
        Assert.All(rows, row => Assert.True(row.GetProperty("mtls").GetBoolean(), row.ToString()));

        Command.Run(Program("meshctl"), "down", "--name", _name);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(Url));
    }

    private Uri Url => new($"http://{_client}:9001/reviews");

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(Url);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonElement[]> RowsAsync(HttpClient http)
    {
        var top = Task.Run(() => Command.Run(Program("meshctl"), "top", "--name", _name, "--once", "--interval", "1", "-o", "json"));
        while (!top.IsCompleted)
            await AnswersAsync(http);
        return [.. JsonDocument.Parse(await top).RootElement.GetProperty("rows").EnumerateArray()];
    }

    private static string Program(string name) => BuiltProgram.Find(name);

    private string Manifests() => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: reviews, namespace: demo}
        spec:
          selector: {app: reviews}
          ports: [{name: http, port: 80, targetPort: http}]
        ---
        apiVersion: meshctl.dev/v1alpha1
        kind: WorkloadEntry
        metadata:
          name: reviews-1
          namespace: demo
          labels: {app: reviews}
          annotations: {up.meshctl.dev/command: "shop reviews --version v1 --port {{AppPort}}"}
        spec: {address: {{_server}}, serviceAccount: reviews, ports: {http: {{AppPort}} } }
        ---
        apiVersion: meshctl.dev/v1alpha1
        kind: WorkloadEntry
        metadata: {name: client-1, namespace: demo}
        spec:
          address: {{_client}}
          serviceAccount: client
          outbounds: [{service: reviews.demo, port: 80, listen: "{{_client}}:9001"}]
        """;

    private static int AppPort { get; } = FreePort.Tcp();
}
