namespace Mesh.Engine.Loops;

/// <summary>Calls into code that may throw: one failing callback must not take the loop, and all its other connections, down.</summary>
internal static class Guarded
{
    internal static void OnReady(EventLoop loop, IPollSource source, PollEvents events)
    {
        try
        {
            source.OnReady(events);
        }
        catch (Exception error)
        {
            loop.Report(error);
        }
    }

    internal static void Run(EventLoop loop, ILoopWork work)
    {
        try
        {
            work.Run();
        }
        catch (Exception error)
        {
            loop.Report(error);
        }
    }

    internal static void RunPosted(EventLoop loop, object entry)
    {
        try
        {
            if (entry is ILoopWork work)
                work.Run();
            else
                ((Action)entry)();
        }
        catch (Exception error)
        {
            loop.Report(error);
        }
    }

    internal static void Flush(EventLoop loop, IFlushTarget target)
    {
        try
        {
            target.Flush();
        }
        catch (Exception error)
        {
            loop.Report(error);
        }
    }

    /// <summary>Returns false when a timer threw and timers of this tick are left.</summary>
    internal static bool Advance(EventLoop loop, TimerWheel timers)
    {
        try
        {
            timers.Advance(loop.NowMilliseconds);
            return true;
        }
        catch (Exception error)
        {
            loop.Report(error);
            return false;
        }
    }
}
