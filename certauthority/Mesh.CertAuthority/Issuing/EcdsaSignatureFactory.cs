using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;

namespace Mesh.CertAuthority.Issuing;

/// <summary>Signs with ECDSA and SHA-256; DER form (RFC 3279 §2.2.3).</summary>
internal delegate byte[] EcdsaSign(ReadOnlySpan<byte> data);

/// <summary>Lets BouncyCastle build certificates while OpenSSL, by way of the framework, holds the key and signs.</summary>
internal sealed class EcdsaSignatureFactory(EcdsaSign sign) : ISignatureFactory
{
    public object AlgorithmDetails { get; } = new AlgorithmIdentifier(X9ObjectIdentifiers.ECDsaWithSha256);

    public IStreamCalculator<IBlockResult> CreateCalculator() => new Calculator(sign);

    private sealed class Calculator(EcdsaSign sign) : IStreamCalculator<IBlockResult>
    {
        public Stream Stream { get; } = new MemoryStream();

        public IBlockResult GetResult() => new Signature(sign(((MemoryStream)Stream).ToArray()));
    }

    private sealed class Signature(byte[] value) : IBlockResult
    {
        public byte[] Collect() => value;

        public int Collect(byte[] buf, int off) => Collect(buf.AsSpan(off));

        public int Collect(Span<byte> output)
        {
            value.CopyTo(output);
            return value.Length;
        }

        public int GetMaxResultLength() => value.Length;
    }
}
