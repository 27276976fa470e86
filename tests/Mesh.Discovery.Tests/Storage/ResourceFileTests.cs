using System.Security.Cryptography;
using Envoy.Service.Discovery.V3;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Discovery.Storage;
using Mesh.Discovery.Tests.Fakes;

namespace Mesh.Discovery.Tests.Storage;

public sealed class ResourceFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ResourceFile _file;
    private readonly byte[] _good;

    public ResourceFileTests()
    {
        _file = new ResourceFile(_directory.File("state"), "shop/web");
        _file.Save([Response("mesh", Samples.MeshConfig())]);
        _good = File.ReadAllBytes(_file.Path);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_saved_is_loaded()
    {
        Assert.Null(_file.TryLoad(out var resources));

        Assert.Equal(Samples.MeshConfig(), resources.Single().Resources.Single().Resource_.Unpack<Mesh.Protos.Extensions.V1.MeshConfig>());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file.Path));
        Assert.Equal([_file.Path], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void No_file_is_no_problem()
    {
        File.Delete(_file.Path);

        Assert.Null(_file.TryLoad(out var resources));
        Assert.Empty(resources);
    }

    [Fact]
    public void A_file_of_any_other_length_is_not_used()
    {
        for (var length = 0; length < _good.Length; length++)
            AssertIgnored(_good[..length], length < 8 ? "it is of another format" : "its checksum is wrong");
        AssertIgnored([.. _good, 0], "its checksum is wrong");
    }

    [Fact]
    public void A_file_with_one_changed_byte_is_not_used() =>
        Prop.ForAll(Gen.Choose(0, _good.Length - 1).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (position, change) =>
        {
            var bad = (byte[])_good.Clone();
            bad[position] ^= (byte)change;
            AssertIgnored(bad, position < 8 ? "it is of another format" : "its checksum is wrong");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_body_that_is_no_resources_is_not_used_although_its_checksum_is_right() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().ToArbitrary(), body =>
        {
            File.WriteAllBytes(_file.Path, [.. _good.AsSpan(0, 8), .. SHA256.HashData(body), .. body]);
            Assert.NotNull(_file.TryLoad(out var resources));
            Assert.Empty(resources);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Another_proxys_file_is_not_used()
    {
        var other = new ResourceFile(_file.Path, "shop/catalog");

        Assert.Equal("it belongs to \"shop/web\", this proxy is \"shop/catalog\"", other.TryLoad(out var resources));
        Assert.Empty(resources);
    }

    [Fact]
    public void A_file_of_any_size_is_not_read()
    {
        using (var file = File.Open(_file.Path, FileMode.Open))
            file.SetLength(65L * 1024 * 1024);

        Assert.StartsWith("it is larger than", _file.TryLoad(out _), StringComparison.Ordinal);
    }

    private static DeltaDiscoveryResponse Response(string name, IMessage content) => new()
    {
        TypeUrl = ResourceTypes.MeshConfig,
        Resources = { new Resource { Name = name, Version = "1", Resource_ = Any.Pack(content) } },
    };

    private void AssertIgnored(byte[] content, string problem)
    {
        File.WriteAllBytes(_file.Path, content);
        Assert.Equal(problem, _file.TryLoad(out var resources));
        Assert.Empty(resources);
    }
}
