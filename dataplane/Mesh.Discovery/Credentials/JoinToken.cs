using Mesh.Identity.Tokens;

namespace Mesh.Discovery.Credentials;

/// <summary>A join token as it stands in its file. Made afresh for each use, so that a replaced file counts.</summary>
internal sealed class JoinToken
{
    // A token is at most 8 KiB; a little room for white space around it.
    private const int MaxFileLength = JoinTokenPayload.MaxTokenLength + 64;

    private JoinToken(string text, JoinTokenPayload payload)
    {
        Text = text;
        Payload = payload;
    }

    /// <summary>What it says: identity, expiry, root fingerprint.</summary>
    public JoinTokenPayload Payload { get; }

    /// <summary>The token itself; shown to a verified certificate authority only.</summary>
    public string Text { get; }

    /// <summary>Reads a token file.</summary>
    /// <exception cref="IOException">The file cannot be read, or does not hold a join token; the message says why and what to do.</exception>
    public static JoinToken Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileLength)
                throw new IOException($"{path}: longer than any join token; give the file that `meshctl token` wrote");
            var text = File.ReadAllText(path).Trim();
            return JoinTokenPayload.TryRead(text, out var payload, out var error)
                ? new JoinToken(text, payload)
                : throw new IOException($"{path}: {error}");
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"{path}: not readable by this user: {denied.Message}", denied);
        }
    }

    /// <summary>Identity and expiry; never the token.</summary>
    public override string ToString() => $"token of {Payload.Identity} until {Payload.Expires:O}";
}
