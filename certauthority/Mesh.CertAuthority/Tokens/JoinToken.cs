using Mesh.Identity;

namespace Mesh.CertAuthority.Tokens;

/// <summary>A join token that was verified.</summary>
/// <param name="Identity">Who its bearer may become.</param>
/// <param name="Id">Its unique name (claim <c>jti</c>); not a secret.</param>
/// <param name="Expires">It is refused from here on.</param>
/// <param name="Once">It may be used once.</param>
internal sealed record JoinToken(SpiffeId Identity, string Id, DateTimeOffset Expires, bool Once);
