using Mesh.Discovery.Snapshots;

namespace Mesh.Proxy.Dns;

/// <summary>What to do with a question.</summary>
internal enum DnsVerdict
{
    /// <summary>A mesh name with addresses.</summary>
    Answer,

    /// <summary>A mesh name that does not exist.</summary>
    NameError,

    /// <summary>A mesh name the control plane has not answered yet.</summary>
    Wait,

    /// <summary>Not a mesh name: for the upstream resolver.</summary>
    Forward,
}

/// <summary>Decides who answers a question. Pure.</summary>
internal static class DnsResolution
{
    /// <summary>The verdict for <paramref name="name"/> (lower case, no final dot), with the answer when there is one.</summary>
    internal static DnsVerdict Decide(ProxySnapshot snapshot, string name, out DnsAnswer? answer)
    {
        answer = null;
        if (snapshot.Settings is null)
            return DnsVerdict.Wait;
        if (!snapshot.Settings.IsMeshName(name))
            return DnsVerdict.Forward;
        var found = snapshot.FindName(name);
        answer = found.Value;
        return found.State switch
        {
            LookupState.Known => DnsVerdict.Answer,
            LookupState.Absent => DnsVerdict.NameError,
            _ => DnsVerdict.Wait,
        };
    }
}
