namespace Mesh.CertAuthority.Issuing;

/// <summary>An authority's time is over, so that nothing it signs could be valid.</summary>
internal sealed class AuthorityEndedException(string message) : Exception(message);
