namespace Mesh.Engine.Http1;

/// <content>Time: one deadline for what has to arrive, and the idle timeout.</content>
public abstract partial class Http1Connection
{
    private long _lastActivity;

    private protected void SetDeadline(TimeSpan delay)
    {
        if (!_deadline.IsArmed)
            Connection.Loop.Arm(_deadline, (long)delay.TotalMilliseconds);
    }

    private protected void ClearDeadline()
    {
        if (_deadline.IsArmed)
            Connection.Loop.Cancel(_deadline);
    }

    private void NoteActivity() => _lastActivity = Connection.Loop.NowMilliseconds;

    private void CheckIdle()
    {
        var limit = (long)Options.IdleTimeout.TotalMilliseconds;
        var left = _lastActivity + limit - Connection.Loop.NowMilliseconds;
        Connection.Loop.Arm(_idle, left > 0 ? left : limit);
        if (left <= 0)
            OnIdleTimeout();
    }
}
