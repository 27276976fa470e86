namespace Mesh.Engine.Buffers;

/// <summary>Waits for a queue to get short.</summary>
internal interface IQueueObserver
{
    /// <summary>The queue is at or below the asked length. Called from inside the change: only take note, do not touch the queue.</summary>
    void OnDrained();
}
