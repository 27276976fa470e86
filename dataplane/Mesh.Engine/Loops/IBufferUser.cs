namespace Mesh.Engine.Loops;

/// <summary>Who holds buffers and may have to wait for some, or give them up.</summary>
internal interface IBufferUser
{
    /// <summary>Bytes it holds, or others for it; 0 when it is gone.</summary>
    long BytesInUse { get; }

    /// <summary>There are buffers again.</summary>
    void OnBuffersFree();

    /// <summary>Ends it, so that its buffers are free.</summary>
    void Abort();
}
