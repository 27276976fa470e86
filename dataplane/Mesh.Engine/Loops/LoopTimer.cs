namespace Mesh.Engine.Loops;

/// <summary>A timer of one loop: an intrusive node, so arming and cancelling neither allocate nor search.</summary>
public sealed class LoopTimer
{
    private readonly Action _callback;

    /// <summary>Creates a timer that is not armed.</summary>
    /// <param name="callback">Called on the loop each time the timer fires.</param>
    public LoopTimer(Action callback) => _callback = callback;

    /// <summary>Whether the timer will fire.</summary>
    public bool IsArmed => List is not null;

    internal long DueTick { get; set; }

    internal LoopTimer? Previous { get; set; }

    internal LoopTimer? Next { get; set; }

    internal TimerList? List { get; set; }

    internal void Fire() => _callback();
}
