namespace Mesh.Engine.Loops;

/// <summary>Work for a loop: a reusable object, so that handing it over allocates nothing.</summary>
public interface ILoopWork
{
    /// <summary>Called on the loop, once for each time the work was handed over. Must not block.</summary>
    void Run();
}

/// <summary>Something that gathers output during a loop turn and sends it at the end of the turn.</summary>
public interface IFlushTarget
{
    /// <summary>Called on the loop at the end of the turn, once for each <see cref="EventLoop.DeferFlush"/>.</summary>
    void Flush();
}
