using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Mesh.ApiStub.Storage;
using Microsoft.AspNetCore.Http;

namespace Mesh.ApiStub.Serving;

/// <summary>Lists and watches.</summary>
internal sealed class CollectionRequests(ObjectStore store, WatchSwitch watches)
{
    private readonly ConcurrentDictionary<string, (JsonObject[] Left, long Version)> _continuations = new(StringComparer.Ordinal);

    public JsonObject List(RequestTarget target, IQueryCollection query)
    {
        var selection = new Selection(target, query);
        var (selected, version) = (string?)query["continue"] is { Length: > 0 } continuation ? Continue(continuation) : Select(target, selection);
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var given) && given > 0 ? given : int.MaxValue;
        var page = selected.Take(limit).ToArray();
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (page.Length < selected.Length)
            metadata["continue"] = Keep(selected[page.Length..], version);
        return new JsonObject
        {
            ["kind"] = target.Kind.Kind + "List",
            ["apiVersion"] = target.Kind.ApiVersionOf(target.Version),
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(json => ShowItem(target, json))]),
        };
    }

    public async Task WatchAsync(HttpContext context, RequestTarget target)
    {
        var query = context.Request.Query;
        var selection = new Selection(target, query);
        var isGiven = long.TryParse(query["resourceVersion"], CultureInfo.InvariantCulture, out var version) && version > 0;
        if (isGiven && store.Refusal(version) is { } tooOld)
        {
            await RefuseAsync(context, tooOld);
            return;
        }

        var (past, coming) = store.Watch(isGiven ? version : store.Version);
        try
        {
            using var watch = watches.Register(target.Kind, coming, TimeoutOf(query), context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(watch.Ending);
            foreach (var json in isGiven ? [] : store.List(target.Kind).Objects.Where(selection.Includes))
                await SendAsync(context, "ADDED", Answers.Show(target, json), watch.Ending);
            foreach (var happened in past)
                await SendAsync(context, target, happened, selection, watch.Ending);
            await FollowAsync(context, target, coming, selection, watch.Ending);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The watch was ended from here, which is no error.
        }
        finally
        {
            store.EndWatch(coming);
        }
    }

    private async Task FollowAsync(HttpContext context, RequestTarget target, Channel<StoredEvent> coming, Selection selection, CancellationToken ending)
    {
        await foreach (var happened in coming.Reader.ReadAllAsync(ending))
        {
            if (happened.Type == WatchSwitch.Bookmark && context.Request.Query["allowWatchBookmarks"] == "true")
                await SendAsync(context, happened.Type, WatchSwitch.BookmarkOf(target, happened.Version), ending);
            else if (happened.Type == WatchSwitch.Error)
                await SendAsync(context, happened.Type, happened.Object, ending);
            else
                await SendAsync(context, target, happened, selection, ending);
        }
    }

    private (JsonObject[] Selected, long Version) Select(RequestTarget target, Selection selection)
    {
        var (objects, version) = store.List(target.Kind);
        return ([.. objects.Where(selection.Includes)], version);
    }

    // The rest of a list is what it was when the list began, until the history is forgotten.
    private string Keep(JsonObject[] rest, long version)
    {
        var continuation = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        _continuations[continuation] = (rest, version);
        return continuation;
    }

    private (JsonObject[] Left, long Version) Continue(string continuation)
    {
        if (!_continuations.TryGetValue(continuation, out var kept))
            throw ApiError.BadRequest("continue key is not valid");
        return watches.TakeBrokenContinuation() || store.Refusal(kept.Version) is not null
            ? throw new ApiError(410, "Expired", "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.")
            : kept;
    }

    // As soon as a watch is understood, what is wrong with it is an event of it.
    private static async Task RefuseAsync(HttpContext context, ApiError error)
    {
        context.Response.ContentType = "application/json";
        await SendAsync(context, WatchSwitch.Error, Answers.StatusOf(error), context.RequestAborted);
    }

    // Items of a list of built-in kinds say no kind.
    private static JsonObject ShowItem(RequestTarget target, JsonObject json)
    {
        var shown = Answers.Show(target, json);
        if (target.Kind.Group.Length == 0 || target.Kind.Group == "discovery.k8s.io")
        {
            shown.Remove("kind");
            shown.Remove("apiVersion");
        }

        return shown;
    }

    private static async Task SendAsync(HttpContext context, RequestTarget target, StoredEvent happened, Selection selection, CancellationToken ending)
    {
        if ((happened.Kind.Group, happened.Kind.Plural) != (target.Kind.Group, target.Kind.Plural))
            return;
        var (was, isNow) = (happened.Before is { } before && selection.Includes(before), happened.Type != "DELETED" && selection.Includes(happened.Object));
        // What leaves the selection is deleted from the watcher's point of view.
        var type = (was, isNow) switch { (false, true) => "ADDED", (true, true) => "MODIFIED", (true, false) => "DELETED", _ => null };
        if (type is not null)
            await SendAsync(context, type, Answers.Show(target, type == "DELETED" && happened.Before is { } last ? AsOf(last, happened.Version) : happened.Object), ending);
    }

    // What leaves a selection is shown as it was in it, with the version of its leaving.
    private static JsonObject AsOf(JsonObject last, long version)
    {
        var shown = (JsonObject)last.DeepClone();
        shown["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return shown;
    }

    private static async Task SendAsync(HttpContext context, string type, JsonObject subject, CancellationToken ending)
    {
        await context.Response.WriteAsync(new JsonObject { ["type"] = type, ["object"] = subject.DeepClone() }.ToJsonString() + "\n", ending);
        await context.Response.Body.FlushAsync(ending);
    }

    private static TimeSpan TimeoutOf(IQueryCollection query) =>
        int.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromHours(1);
}
