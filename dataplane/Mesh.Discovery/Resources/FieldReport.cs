namespace Mesh.Discovery.Resources;

/// <summary>Collects what is wrong with one resource, by field. Bounded: a broken resource must not make a long NACK.</summary>
internal sealed class FieldReport
{
    private const int MaxEntries = 5;
    private const int MaxLength = 300;

    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];
    private int _dropped;

    public bool HasErrors => _errors.Count > 0;

    public IReadOnlyList<string> Warnings => _warnings;

    public string Errors => string.Join("; ", _errors) + (_dropped > 0 ? $"; and {_dropped} more" : "");

    /// <summary>The resource cannot be used, or would mean something else.</summary>
    public void Error(string field, string problem)
    {
        if (_errors.Count < MaxEntries)
            _errors.Add(Entry(field, problem));
        else
            _dropped++;
    }

    /// <summary>The field has no effect here, and the resource is usable without it.</summary>
    public void Warn(string field, string problem)
    {
        if (_warnings.Count < MaxEntries)
            _warnings.Add(Entry(field, problem));
    }

    /// <summary>The resource means more than this proxy can do.</summary>
    public void NotImplemented(bool present, string field)
    {
        if (present)
            Error(field, "not implemented by this proxy");
    }

    /// <summary>The field is ignored.</summary>
    public void Ignored(bool present, string field)
    {
        if (present)
            Warn(field, "ignored by this proxy");
    }

    private static string Entry(string field, string problem)
    {
        var entry = $"{field}: {problem}";
        return entry.Length <= MaxLength ? entry : string.Concat(entry.AsSpan(0, MaxLength), "…");
    }
}
