using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Serving;

/// <summary>The running watches, for tests that disturb them.</summary>
internal sealed class WatchSwitch
{
    public const string Bookmark = "BOOKMARK";
    public const string Error = "ERROR";

    private readonly Lock _gate = new();
    private readonly List<RunningWatch> _running = [];
    private int _brokenContinuations;

    /// <summary>How many watches of a kind are open.</summary>
    public int Count(string plural)
    {
        lock (_gate)
            return _running.Count(watch => watch.Kind.Plural == plural);
    }

    /// <summary>Notes a watch; the caller disposes it when it is over.</summary>
    public RunningWatch Register(ApiKind kind, Channel<StoredEvent> channel, TimeSpan timeout, CancellationToken aborted)
    {
        var watch = new RunningWatch(kind, channel, timeout, Remove, aborted);
        lock (_gate)
            _running.Add(watch);
        return watch;
    }

    /// <summary>Ends all watches.</summary>
    public void EndAll()
    {
        lock (_gate)
        {
            foreach (var watch in _running)
                watch.End();
        }
    }

    /// <summary>Ends the watches of a kind when they have told all that happened.</summary>
    public void End(ApiKind kind)
    {
        lock (_gate)
        {
            foreach (var watch in _running.Where(watch => (watch.Kind.Group, watch.Kind.Plural) == (kind.Group, kind.Plural)))
                watch.Channel.Writer.TryComplete();
        }
    }

    /// <summary>Sends an event of the server's own to all watches.</summary>
    public void SendAll(string type, JsonObject subject, long version)
    {
        lock (_gate)
        {
            foreach (var watch in _running)
                watch.Channel.Writer.TryWrite(new StoredEvent(watch.Kind, type, subject, null, version));
        }
    }

    /// <summary>Lets the next continued list fail as one whose first page is too old.</summary>
    public void BreakNextContinuation() => Interlocked.Increment(ref _brokenContinuations);

    /// <summary>Whether this continued list is the one to fail.</summary>
    public bool TakeBrokenContinuation() => Interlocked.CompareExchange(ref _brokenContinuations, 0, 1) == 1;

    private void Remove(RunningWatch watch)
    {
        lock (_gate)
            _running.Remove(watch);
    }

    public static JsonObject BookmarkOf(RequestTarget target, long version) => new()
    {
        ["kind"] = target.Kind.Kind,
        ["apiVersion"] = target.Kind.ApiVersionOf(target.Version),
        ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
    };
}
