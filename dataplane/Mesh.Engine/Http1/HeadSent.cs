namespace Mesh.Engine.Http1;

/// <summary>What <see cref="Http1Connection.SendHead"/> did.</summary>
internal enum HeadSent
{
    /// <summary>Nothing: the block is not a message that may be sent.</summary>
    Refused,

    /// <summary>An interim response was sent.</summary>
    Interim,

    /// <summary>The head was sent.</summary>
    Final,
}
