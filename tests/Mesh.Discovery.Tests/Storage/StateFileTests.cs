using System.Text;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Config.Core.V3;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;

namespace Mesh.Discovery.Tests.Storage;

/// <summary>The state file as the proxy that starts with it meets it.</summary>
public sealed class StateFileTests : IDisposable
{
    private const string Address = "240.240.0.1:80";
    private const string Service = "catalog.shop:80";

    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("state");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_start_without_a_control_plane_has_what_was_saved()
    {
        await SaveAsync();
        await using var harness = new DiscoveryHarness(Path);
        harness.Client.Start();

        Assert.True(harness.Find(Address).IsKnown);
        Assert.NotNull(harness.Client.Current.Settings);
        Assert.True(harness.Logger.Contains($"Loaded 1 destinations from {Path}"));
    }

    [Fact]
    public async Task What_came_last_is_saved_when_the_control_plane_is_lost()
    {
        await using var lost = new DiscoveryHarness(Path);
        var stream = await lost.StartAsync(new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080"));
        await lost.KnownAsync(Address);
        lost.Transport.IsDown = true;
        stream.Break();
        await Eventually.True(() => File.Exists(Path), "the state file");

        await using var harness = new DiscoveryHarness(Path);
        harness.Client.Start();
        Assert.True(harness.Find(Address).IsKnown);
    }

    [Theory]
    [InlineData("corrupt", "its checksum is wrong")]
    [InlineData("truncated", "its checksum is wrong")]
    [InlineData("foreign", "it is of another format")]
    [InlineData("empty", "it is of another format")]
    public async Task A_file_that_cannot_be_used_means_an_empty_start_and_one_line(string how, string reason)
    {
        await SaveAsync();
        var content = await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(Path, how switch
        {
            "corrupt" => content,
            "truncated" => content[..100],
            "foreign" => Encoding.UTF8.GetBytes("apiVersion: v1\nkind: Service\n"),
            _ => [],
        }, TestContext.Current.CancellationToken);

        await using var harness = new DiscoveryHarness(Path);
        harness.Client.Start();

        Assert.Null(harness.Client.Current.Settings);
        Assert.False(harness.Find(Address).IsKnown);
        Assert.Equal([$"Warning: Ignored {Path}: {reason}. Nothing is lost but the start without a control plane"], harness.Logger.Lines);
        harness.Credentials.Issue();
        _ = new FakeControlPlane().AddBasics().ServeAsync(await harness.Transport.NextStreamAsync());
        await Eventually.True(() => harness.Client.IsReady, "ready in spite of it");
    }

    [Fact]
    public async Task Another_proxys_file_is_left_unused()
    {
        await SaveAsync();
        await using var harness = new DiscoveryHarness(Path, nodeId: "shop/other");
        harness.Client.Start();

        Assert.Null(harness.Client.Current.Settings);
        Assert.True(harness.Logger.Contains("it belongs to \"shop/web\", this proxy is \"shop/other\""));
    }

    [Fact]
    public async Task No_private_key_gets_into_the_file()
    {
        const string Smuggled = "-----BEGIN PRIVATE KEY-----\nc211Z2dsZWQ=\n-----END PRIVATE KEY-----\n";
        byte[] own;
        await using (var harness = new DiscoveryHarness(Path))
        {
            var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
            server.Set(ResourceTypes.Secret, ResourceTypes.BundleName, new Secret
            {
                Name = ResourceTypes.BundleName,
                TlsCertificate = new TlsCertificate { PrivateKey = new DataSource { InlineString = Smuggled } },
            });
            await harness.StartAsync(server);
            await harness.KnownAsync(Address);
            await Eventually.True(() => server.Refusals.Count == 1, "refusal");
            Assert.Contains("keys are never taken from the control plane", server.Refusals[0], StringComparison.Ordinal);
            own = harness.Credentials.Current!.Certificate.PrivateKey.ToArray();
        }

        foreach (var file in Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Assert.True(content.Length > 100);
            Assert.Equal(-1, content.AsSpan().IndexOf("PRIVATE KEY"u8));
            Assert.Equal(-1, content.AsSpan().IndexOf("c211Z2dsZWQ="u8));
            // The secret number of a P-256 key in PKCS#8: whatever the wrapping, these 32 bytes are in it.
            Assert.Equal(-1, content.AsSpan().IndexOf(own.AsSpan(36, 32)));
        }
    }

    private async Task SaveAsync()
    {
        await using var harness = new DiscoveryHarness(Path);
        await harness.StartAsync(new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080"));
        await harness.KnownAsync(Address);
        await Eventually.True(() => harness.Client.IsReady, "ready");
    }
}
