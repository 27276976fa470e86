using Mesh.Hosting.Programs;
using Mesh.Identity.Tokens;

namespace Mesh.ControlPlane.Identity;

/// <summary>The file with the join token. It is read again for each use, so that an operator can put a new token there.</summary>
/// <param name="path">The file.</param>
internal sealed class JoinTokenFile(string path)
{
    /// <summary>The token and what it says.</summary>
    /// <exception cref="StartupException">There is no usable token.</exception>
    public (string Token, JoinTokenPayload Payload) Read()
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            return JoinTokenPayload.TryRead(token, out var payload, out var error)
                ? (token, payload)
                : throw new StartupException($"{path}: {error}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"the join token cannot be read: {error.Message}; write one with 'meshctl token'", error);
        }
    }
}
