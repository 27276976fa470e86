using Google.Protobuf;

namespace Mesh.Discovery.Xds;

/// <summary>What is known of one wanted resource: nothing, its last good content, or that it does not exist.</summary>
internal sealed class ResourceEntry
{
    /// <summary>Version of <see cref="Spec"/>; empty without one.</summary>
    public string Version { get; set; } = "";

    /// <summary>The last good content as it was received, for the disk.</summary>
    public ByteString? Payload { get; private set; }

    /// <summary>The last good content.</summary>
    public object? Spec { get; private set; }

    public bool IsAbsent { get; private set; }

    /// <summary>When the state last changed, in nanoseconds; 0 = loaded from disk or never.</summary>
    public long AnsweredAt { get; private set; }

    /// <summary>Whether an answer is still awaited.</summary>
    public bool IsUnknown => Spec is null && !IsAbsent;

    public void Accept(string version, ByteString payload, object spec, long now)
    {
        Version = version;
        Payload = payload;
        Spec = spec;
        IsAbsent = false;
        AnsweredAt = now;
    }

    public bool MarkAbsent(long now)
    {
        var changed = !IsAbsent;
        Version = "";
        Payload = null;
        Spec = null;
        IsAbsent = true;
        if (changed)
            AnsweredAt = now;
        return changed;
    }
}
