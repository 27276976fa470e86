using Mesh.Engine.Loops;

namespace Mesh.Proxy.Runtime;

/// <summary>Connections and questions that wait until the snapshot knows what they ask for, or two seconds have passed.</summary>
internal sealed class HoldList(ProxyLoop loop)
{
    /// <summary>Longest wait for the control plane.</summary>
    internal const long MaxHoldMilliseconds = 2000;

    private readonly List<Hold> _holds = [];

    /// <summary>How many wait.</summary>
    internal int Count => _holds.Count;

    /// <summary>Tries again at each new snapshot until <paramref name="tryAgain"/> returns true; <paramref name="expired"/> when time is up.</summary>
    internal Hold Add(Func<bool> tryAgain, Action expired)
    {
        var hold = new Hold(this, tryAgain, expired);
        _holds.Add(hold);
        loop.Events.Arm(hold.Timer, MaxHoldMilliseconds);
        return hold;
    }

    /// <summary>The snapshot changed.</summary>
    internal void OnSnapshotChanged()
    {
        foreach (var hold in _holds.ToArray())
        {
            if (!hold.IsOver && hold.TryAgain())
                Remove(hold);
        }
    }

    private void Remove(Hold hold)
    {
        hold.IsOver = true;
        loop.Events.Cancel(hold.Timer);
        _holds.Remove(hold);
    }

    /// <summary>One that waits.</summary>
    internal sealed class Hold
    {
        private readonly HoldList _list;
        private readonly Action _expired;

        internal Hold(HoldList list, Func<bool> tryAgain, Action expired)
        {
            _list = list;
            _expired = expired;
            TryAgain = tryAgain;
            Timer = new LoopTimer(OnExpired);
        }

        internal Func<bool> TryAgain { get; }

        internal LoopTimer Timer { get; }

        internal bool IsOver { get; set; }

        /// <summary>Waits no longer; nothing is called.</summary>
        internal void Cancel()
        {
            if (!IsOver)
                _list.Remove(this);
        }

        private void OnExpired()
        {
            _list.Remove(this);
            _expired();
        }
    }
}
