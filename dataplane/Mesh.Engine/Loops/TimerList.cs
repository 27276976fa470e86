namespace Mesh.Engine.Loops;

/// <summary>A doubly linked list of timers; a slot of the wheel.</summary>
internal sealed class TimerList
{
    internal TimerList(int level, int index)
    {
        Level = level;
        Index = index;
    }

    internal int Level { get; }

    internal int Index { get; }

    internal LoopTimer? First { get; private set; }

    internal void Add(LoopTimer timer)
    {
        timer.List = this;
        timer.Previous = null;
        timer.Next = First;
        if (First is not null)
            First.Previous = timer;
        First = timer;
    }

    internal void Remove(LoopTimer timer)
    {
        if (timer.Previous is null)
            First = timer.Next;
        else
            timer.Previous.Next = timer.Next;
        if (timer.Next is not null)
            timer.Next.Previous = timer.Previous;
        timer.List = null;
        timer.Previous = timer.Next = null;
    }
}
