using Mesh.CertAuthority.Tokens;
using Mesh.Identity;

namespace Mesh.CertAuthority.Admission;

/// <summary>Who asks for a certificate.</summary>
/// <param name="Id">The authenticated identity.</param>
/// <param name="Token">The join token that authenticated it; null: its current certificate did.</param>
internal sealed record Caller(SpiffeId Id, JoinToken? Token);
