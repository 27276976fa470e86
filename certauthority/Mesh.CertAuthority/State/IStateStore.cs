namespace Mesh.CertAuthority.State;

/// <summary>Where keys and certificates are kept, each under a name.</summary>
internal interface IStateStore
{
    /// <summary>Where a name's content is, for messages.</summary>
    string PathOf(string name);

    /// <summary>Whether there is content under a name.</summary>
    bool Contains(string name);

    /// <summary>A name's content, for the caller to overwrite after use; null when there is none.</summary>
    byte[]? Read(string name);

    /// <summary>Replaces a name's content.</summary>
    void Write(string name, ReadOnlySpan<byte> content);
}
