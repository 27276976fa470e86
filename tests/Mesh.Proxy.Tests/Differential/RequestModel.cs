namespace Mesh.Proxy.Tests.Differential;

/// <summary>A request before it is text, so that it can be spoiled in one place.</summary>
internal sealed class RequestModel
{
    /// <summary>What is special about it: the keys of the table in README.md.</summary>
    internal List<string> Tags { get; } = [];

    internal string Method { get; set; } = "GET";

    internal string Target { get; set; } = "/";

    internal string Version { get; set; } = "HTTP/1.1";

    /// <summary>Bytes before the request line.</summary>
    internal string Prefix { get; set; } = "";

    /// <summary>The request line when it is not made of its three parts.</summary>
    internal string? Line { get; set; }

    /// <summary>Field lines with their line ends.</summary>
    internal List<string> Fields { get; } = [];

    /// <summary>Everything after the head.</summary>
    internal string Body { get; set; } = "";

    internal bool IsChunked => Fields.Exists(f => f.StartsWith("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase));

    internal bool HasLength => Fields.Exists(f => f.StartsWith("Content-Length: ", StringComparison.Ordinal));

    internal void Add(string field) => Fields.Add(field + "\r\n");

    /// <summary>Replaces the field lines that start with <paramref name="name"/>; an empty list of lines removes them.</summary>
    internal void Replace(string name, params string[] lines)
    {
        Fields.RemoveAll(f => f.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        foreach (var line in lines)
            Add(line);
    }

    public override string ToString() => $"{Prefix}{Line ?? $"{Method} {Target} {Version}\r\n"}{string.Concat(Fields)}\r\n{Body}";
}
