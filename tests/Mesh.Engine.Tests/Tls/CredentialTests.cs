using System.Security.Cryptography;

using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.Tls;

public sealed class CredentialTests : IDisposable
{
    private readonly TestAuthority _authority = new("root");
    private readonly TlsCredentials _good;

    public CredentialTests() => _good = _authority.Issue("server");

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void TheCallerMayZeroTheKeyAfterwards()
    {
        var key = _good.PrivateKey.ToArray();
        using var context = TlsContext.CreateServer(new TlsCredentials { Chain = _good.Chain, PrivateKey = key, Roots = _good.Roots }, new());
        CryptographicOperations.ZeroMemory(key);
        using var pair = new TlsPair(_good, _authority.Issue("client")).Established();
        Assert.True(context.IsServer);
    }

    [Fact]
    public void BadCredentialsAreRefusedWithAReason()
    {
        var garbage = new byte[] { 1, 2, 3 };
        var trailing = (ReadOnlyMemory<byte>)_good.Chain[0].ToArray().Concat(garbage).ToArray();
        Refused("does not belong to the leaf", _good.Chain, _authority.Issue("other").PrivateKey, _good.Roots);
        Refused("not unencrypted PKCS#8", _good.Chain, garbage, _good.Roots);
        Refused("leaf certificate is not DER", [garbage], _good.PrivateKey, _good.Roots);
        Refused("leaf certificate is not DER, or has bytes behind it", [trailing], _good.PrivateKey, _good.Roots);
        Refused("intermediate certificate is not DER", [_good.Chain[0], garbage], _good.PrivateKey, _good.Roots);
        Refused("root certificate is not DER", _good.Chain, _good.PrivateKey, [garbage]);
        Refused("no root certificate", _good.Chain, _good.PrivateKey, []);
        Refused("needs a certificate chain", [], default, _good.Roots);
    }

    [Theory]
    [InlineData("")]
    [InlineData("é")]
    public void BadApplicationProtocolsAreRefused(string name)
    {
        var error = Assert.Throws<TlsConfigurationException>(() => TlsContext.CreateServer(_good, new() { ApplicationProtocols = [name] }));
        Assert.Contains("ALPN", error.Message);
    }

    [Fact]
    public void ADisposedContextServesNoNewConnections()
    {
        var context = TlsContext.CreateClient(_good, new());
        context.AddReference();
        context.Dispose();
        context.Dispose();
        Assert.NotEqual(0, context.Native);
        context.AddReference();
        context.Release();
        context.Release();
        Assert.Equal(0, context.Native);
        Assert.Throws<ObjectDisposedException>(context.AddReference);
    }

    private static void Refused(string reason, IReadOnlyList<ReadOnlyMemory<byte>> chain, ReadOnlyMemory<byte> key, IReadOnlyList<ReadOnlyMemory<byte>> roots)
    {
        var credentials = new TlsCredentials { Chain = chain, PrivateKey = key, Roots = roots };
        var error = Assert.Throws<TlsConfigurationException>(() => TlsContext.CreateServer(credentials, new()));
        Assert.Contains(reason, error.Message);
    }
}
