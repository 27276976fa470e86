namespace Mesh.Tunnel.Limits;

/// <summary>Sizes of heads between proxies. A proxy refuses what is too large where it comes from an application, never what another proxy let pass.</summary>
public static class HeadSize
{
    /// <summary>Most that a proxy may be told to take of an application's head, in bytes as HTTP/1 counts them.</summary>
    public const int MaxBytes = 60 * 1024;

    /// <summary>Most fields that a proxy may be told to take of an application's head.</summary>
    public const int MaxFields = 1000;

    /// <summary>Room for the bytes of what proxies add to a head on its way, as RFC 9113 section 6.5.2 counts them.</summary>
    public const int AddedBytes = 4 * 1024;

    /// <summary>Room for the fields that proxies add to a head on its way.</summary>
    public const int AddedFields = 16;

    /// <summary>What RFC 9113 section 6.5.2 counts for each field beside its bytes.</summary>
    public const int FieldOverhead = 32;
}
