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

    private sealed record RunningWatch(ApiKind Kind, Channel<StoredEvent> Channel, CancellationTokenSource Ending);

    /// <summary>How many watches of a kind are open.</summary>
    public int Count(string plural)
    {
        lock (_gate)
            return _running.Count(watch => watch.Kind.Plural == plural);
    }

    public CancellationTokenSource Register(ApiKind kind, Channel<StoredEvent> channel, TimeSpan timeout, CancellationToken aborted)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        ending.CancelAfter(timeout);
        var watch = new RunningWatch(kind, channel, ending);
        lock (_gate)
            _running.Add(watch);
        ending.Token.Register(() =>
        {
            lock (_gate)
                _running.Remove(watch);
        });
        return ending;
    }

    /// <summary>Ends all watches.</summary>
    public void EndAll()
    {
        RunningWatch[] running;
        lock (_gate)
            running = [.. _running];
        foreach (var watch in running)
            watch.Ending.Cancel();
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

    /// <summary>Where a continued list goes on.</summary>
    /// <exception cref="ApiError">It was to be broken.</exception>
    public int Continue(string continuation)
    {
        if (Interlocked.CompareExchange(ref _brokenContinuations, 0, 1) == 1)
            throw new ApiError(410, "Expired", "The provided continue parameter is too old");
        return int.Parse(continuation, CultureInfo.InvariantCulture);
    }

    public static JsonObject BookmarkOf(RequestTarget target, long version) => new()
    {
        ["kind"] = target.Kind.Kind,
        ["apiVersion"] = target.Kind.ApiVersionOf(target.Version),
        ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
    };
}
