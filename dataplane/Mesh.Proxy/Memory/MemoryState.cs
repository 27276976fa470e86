namespace Mesh.Proxy.Memory;

/// <summary>How near the process is to its memory limit.</summary>
internal enum MemoryState
{
    /// <summary>There is room.</summary>
    Calm,

    /// <summary>Above 85 %: requests are answered 503, TCP connections refused.</summary>
    Short,

    /// <summary>Above 95 %: no connection is accepted.</summary>
    Critical,
}
