using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Mesh.Api.Resources;
using Mesh.Protos.Operator.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>One operator who watches: answers are added up until the operator's interval is over and the last snapshot was taken.</summary>
/// <param name="interval">How often the operator wants a snapshot.</param>
/// <param name="topK">Rows the operator wants of each proxy.</param>
internal sealed class TopWatch(TimeSpan interval, uint topK)
{
    private readonly Channel<TopSnapshot> _snapshots = Channel.CreateBounded<TopSnapshot>(1);
    private TopTable _table = new();
    private TimeSpan? _since;

    /// <summary>How often the operator wants a snapshot.</summary>
    public TimeSpan Interval => interval;

    /// <summary>Rows the operator wants of each proxy.</summary>
    public uint TopK => topK;

    /// <summary>The snapshots.</summary>
    public ChannelReader<TopSnapshot> Snapshots => _snapshots.Reader;

    /// <summary>Adds answers.</summary>
    /// <param name="answers">Their sum.</param>
    /// <param name="missing">Who did not answer.</param>
    /// <param name="proxies">How many proxies there are.</param>
    /// <param name="now">When they were complete, on a monotonic clock.</param>
    /// <param name="time">The same moment as wall-clock time.</param>
    public void Add(TopTable answers, IReadOnlyList<NamespacedName> missing, int proxies, TimeSpan now, DateTimeOffset time)
    {
        // The first answers cover a time before the operator began to watch.
        if (_since is not { } since)
        {
            _since = now;
            return;
        }

        _table.Follow(answers);
        // A little early counts as due, else jitter would double the interval.
        if (now - since < interval * 0.9)
            return;
        var snapshot = new TopSnapshot
        {
            Time = time.ToTimestamp(),
            Window = (now - since).ToDuration(),
            Proxies = (uint)proxies,
            Rows = { _table.Rows() },
            Missing = { missing.Select(name => name.ToString()) },
        };
        if (!_snapshots.Writer.TryWrite(snapshot))
            return;
        _table = new TopTable();
        _since = now;
    }

    /// <summary>No more snapshots will come.</summary>
    public void End() => _snapshots.Writer.TryComplete();
}
