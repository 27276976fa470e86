using System.Globalization;
using System.Text;
using Mesh.CertAuthority.State;
using Mesh.Hosting.Files;
using Mesh.Hosting.Programs;

namespace Mesh.CertAuthority.Tokens;

/// <summary>
/// Remembers, until they expire, the ids of tokens that may be used once and were. A use is on disk before it counts, so that a crash
/// cannot make a token usable again. One line per use: the expiry in seconds since 1970, a space, the id.
/// </summary>
internal sealed class UsedTokens : IDisposable
{
    public const string File = "used-tokens";

    /// <summary>The file is rewritten without what has expired after this many uses.</summary>
    public const int UsesPerPruning = 1024;

    private const int MaxFileBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly StateDirectory _directory;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, DateTimeOffset> _used;
    private FileStream? _journal;
    private int _usesUntilPruning = UsesPerPruning;

    private UsedTokens(StateDirectory directory, TimeProvider time, Dictionary<string, DateTimeOffset> used)
    {
        _directory = directory;
        _time = time;
        _used = used;
        _journal = Rewrite();
    }

    /// <summary>How many ids are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _used.Count;
        }
    }

    /// <summary>Reads the journal.</summary>
    /// <exception cref="StartupException">It is damaged.</exception>
    public static UsedTokens Open(StateDirectory directory, TimeProvider time)
    {
        var used = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var text = Encoding.ASCII.GetString(directory.Read(File, MaxFileBytes) ?? []);

        // What follows the last line feed was being written when the process ended; nothing was issued for it.
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            if (!TryParse(line, out var id, out var expires))
                throw new StartupException($"{directory.PathOf(File)} is damaged; restore it from a backup, or remove it and {TokenKey.File}: join tokens issued before are refused then");
            used[id] = expires;
        }
        return new UsedTokens(directory, time, used);
    }

    /// <summary>Marks a token as used.</summary>
    /// <returns>False when it was already.</returns>
    /// <exception cref="IOException">The use cannot be written; the token may be used later.</exception>
    public bool TryUse(JoinToken token)
    {
        lock (_gate)
        {
            if (_used.ContainsKey(token.Id))
                return false;
            if (--_usesUntilPruning <= 0)
                CloseJournal();
            Append(token);
            _used.Add(token.Id, token.Expires);
            return true;
        }
    }

    /// <summary>Closes the journal.</summary>
    public void Dispose() => _journal?.Dispose();

    private static bool TryParse(string line, out string id, out DateTimeOffset expires)
    {
        (id, expires) = ("", default);
        if (line.Split(' ') is not [var time, var name] || !JoinTokenFormat.IsId(name)
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return false;
        (id, expires) = (name, DateTimeOffset.FromUnixTimeSeconds(seconds));
        return true;
    }

    private static string Format(string id, DateTimeOffset expires) =>
        string.Create(CultureInfo.InvariantCulture, $"{expires.ToUnixTimeSeconds()} {id}\n");

    private void Append(JoinToken token)
    {
        try
        {
            _journal ??= Rewrite();
            _journal.Write(Encoding.ASCII.GetBytes(Format(token.Id, token.Expires)));
            _journal.Flush(flushToDisk: true);
        }
        catch
        {
            // Half a line must not be continued by the next one: the next use rewrites the file.
            CloseJournal();
            throw;
        }
    }

    private void CloseJournal()
    {
        _journal?.Dispose();
        _journal = null;
        _usesUntilPruning = UsesPerPruning;
    }

    private FileStream Rewrite()
    {
        var now = _time.GetUtcNow();
        var lines = new StringBuilder();
        foreach (var (id, expires) in _used)
        {
            if (expires <= now)
                _used.Remove(id);
            else
                lines.Append(Format(id, expires));
        }
        _directory.Write(File, Encoding.ASCII.GetBytes(lines.ToString()));
        return new FileStream(_directory.PathOf(File), new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = AtomicFile.OwnerOnly });
    }
}
