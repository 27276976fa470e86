namespace Mesh.CertAuthority.Issuing;

/// <summary>A leaf that was just signed.</summary>
/// <param name="Chain">DER, leaf first, then the intermediate.</param>
/// <param name="SerialNumber">Hexadecimal, for the audit log.</param>
/// <param name="NotAfter">End of its validity.</param>
internal sealed record IssuedCertificate(IReadOnlyList<ReadOnlyMemory<byte>> Chain, string SerialNumber, DateTimeOffset NotAfter);
