using System.Diagnostics.CodeAnalysis;
using Mesh.Identity.Tokens;
using Mesh.Identity.Trust;

namespace Mesh.Identity.Enrolment;

/// <summary>
/// The files that a first certificate is asked for with: a join token alone, which also names the root to trust; or a Kubernetes service
/// account's token beside a file with the roots. They are read at each use, because both are replaced while the process runs.
/// </summary>
public sealed class EnrolmentFiles
{
    // A little room for white space around the token.
    private const int MaxTokenFileBytes = TokenClaims.MaxTokenLength + 64;

    // Base64 of the largest bundle, with room for the lines around it and for comments.
    private const int MaxRootFileBytes = 2 * TrustBundle.MaxRoots * TrustBundle.MaxRootBytes;

    private readonly string _tokenFile;
    private readonly string? _rootFile;
    private readonly TrustDomain? _trustDomain;

    private EnrolmentFiles(string tokenFile, string? rootFile, TrustDomain? trustDomain)
    {
        _tokenFile = tokenFile;
        _rootFile = rootFile;
        _trustDomain = trustDomain;
    }

    /// <summary>A join token, as <c>meshctl token</c> writes it.</summary>
    public static EnrolmentFiles JoinToken(string tokenFile) => new(tokenFile, null, null);

    /// <summary>A service account's token with the audience of the certificate authority, and the roots that are trusted.</summary>
    /// <param name="tokenFile">The projected token.</param>
    /// <param name="rootFile">PEM of all trusted roots.</param>
    /// <param name="trustDomain">The trust domain of the cluster's identities.</param>
    public static EnrolmentFiles ServiceAccount(string tokenFile, string rootFile, TrustDomain trustDomain) => new(tokenFile, rootFile, trustDomain);

    /// <summary>From a command line: a join token, or with a file of roots a service account's token.</summary>
    /// <param name="tokenFile">Flag <c>--token-file</c>.</param>
    /// <param name="rootFile">Flag <c>--root-file</c>; null: a join token.</param>
    /// <param name="trustDomain">Flag <c>--trust-domain</c>; null: not given.</param>
    /// <param name="defaultTrustDomain">The trust domain when none is given.</param>
    /// <param name="files">The files.</param>
    /// <param name="error">Which flag is wrong and what to do.</param>
    public static bool TryCreate(
        string tokenFile, string? rootFile, string? trustDomain, string defaultTrustDomain,
        [NotNullWhen(true)] out EnrolmentFiles? files, [NotNullWhen(false)] out string? error)
    {
        (files, error) = (null, null);
        if (rootFile is null && trustDomain is not null)
            error = "--trust-domain goes with --root-file; a join token names its trust domain itself";
        else if (rootFile is null)
            files = JoinToken(tokenFile);
        else if (TrustDomain.TryParse(trustDomain ?? defaultTrustDomain, out var domain))
            files = ServiceAccount(tokenFile, rootFile, domain);
        else
            error = $"--trust-domain: '{trustDomain}' is not a trust domain; use 1 to 255 characters out of a-z, 0-9, '.', '-' and '_'";
        return files is not null;
    }

    /// <summary>Reads the files as they are now.</summary>
    /// <exception cref="IOException">One cannot be read or used; the message says which, why and what to do.</exception>
    public EnrolmentTicket Read()
    {
        var token = ReadText(_tokenFile, MaxTokenFileBytes, "any token").Trim();
        if (_rootFile is null)
        {
            return JoinTokenPayload.TryRead(token, out var joining, out var defect)
                ? new EnrolmentTicket(token, joining.Identity, joining.Expires, joining.Root, null)
                : throw new IOException($"{_tokenFile}: {defect}");
        }
        return ServiceAccountTokenPayload.TryRead(token, _trustDomain!, out var account, out var error)
            ? new EnrolmentTicket(token, account.Identity, account.Expires, null, ReadRoots(_rootFile, _trustDomain!))
            : throw new IOException($"{_tokenFile}: {error}");
    }

    /// <summary>What to do about a token that is no longer good, for messages.</summary>
    public string Remedy => _rootFile is null
        ? $"write a new join token (`meshctl token`) into {_tokenFile}"
        : $"see why the kubelet does not renew {_tokenFile}, and that its audience is the certificate authority's";

    private static TrustBundle ReadRoots(string path, TrustDomain trustDomain)
    {
        try
        {
            return TrustBundle.FromPem(trustDomain, ReadText(path, MaxRootFileBytes, "any trust bundle"));
        }
        catch (FormatException malformed)
        {
            throw new IOException($"{path}: {malformed.Message} It has to hold the mesh's roots as PEM.", malformed);
        }
    }

    private static string ReadText(string path, int maxBytes, string longest)
    {
        try
        {
            // A file of procfs or a pipe has no length: what counts is what is read.
            using var file = File.OpenRead(path);
            var content = new byte[maxBytes + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= maxBytes
                ? System.Text.Encoding.UTF8.GetString(content, 0, length)
                : throw new IOException($"{path}: longer than {longest}");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{path}: there is no such file", missing);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"{path}: not readable by this user: {denied.Message}", denied);
        }
    }
}
