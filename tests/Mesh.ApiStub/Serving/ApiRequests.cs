using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Patches;
using Mesh.ApiStub.Storage;
using Mesh.ApiStub.Tokens;
using Microsoft.AspNetCore.Http;

namespace Mesh.ApiStub.Serving;

/// <summary>Answers every request.</summary>
internal sealed class ApiRequests(KindRegistry kinds, ObjectRequests objects, CollectionRequests collections, TokenRegistry tokens, Reviews reviews, TimeProvider time)
{
    private readonly ConcurrentQueue<string> _seen = new();

    public ObjectRequests Objects => objects;

    public IReadOnlyCollection<string> Seen => _seen;

    public Func<string, int?>? Fault { get; set; }

    public async Task HandleAsync(HttpContext context)
    {
        var line = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        _seen.Enqueue(line);
        try
        {
            if (Fault?.Invoke(line) is { } status)
                throw new ApiError(status, "Fault", "a fault of the test");
            await AnswerAsync(context);
        }
        catch (ApiError error) when (!context.Response.HasStarted)
        {
            await Answers.WriteAsync(context, error);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException && !context.Response.HasStarted)
        {
            await Answers.WriteAsync(context, new ApiError(400, "BadRequest", error.Message));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var method = context.Request.Method;
        if (method == "GET" && DiscoveryDocuments.Find(path, kinds) is { } document)
            await Answers.WriteAsync(context, 200, document);
        else if (method == "POST" && reviews.Knows(path))
            await Answers.WriteAsync(context, 201, await reviews.AnswerAsync(path, () => ReadAsync(context), context.Request.Headers.Authorization));
        else if (RequestTarget.Parse(path, kinds) is not { } target)
            throw ApiError.NoPath();
        else if (target.Subresource == "token" && method == "POST")
            await Answers.WriteAsync(context, 201, Issue(target, await ReadAsync(context)));
        else if (target.Subresource is not (null or "status"))
            throw ApiError.NoPath();
        else if (target.Name is null)
            await AnswerCollectionAsync(context, target);
        else
            await AnswerObjectAsync(context, target);
    }

    private async Task AnswerCollectionAsync(HttpContext context, RequestTarget target)
    {
        switch (context.Request.Method)
        {
            case "GET" when context.Request.Query["watch"] is ["true" or "1"]:
                await collections.WatchAsync(context, target);
                break;
            case "GET":
                await Answers.WriteAsync(context, 200, collections.List(target, context.Request.Query));
                break;
            case "POST":
                var made = await objects.CreateAsync(target, await ReadAsync(context), IsDryRun(context), context.RequestAborted);
                await Answers.WriteAsync(context, 201, Answers.Show(target, made));
                break;
            default:
                throw new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }
    }

    private async Task AnswerObjectAsync(HttpContext context, RequestTarget target)
    {
        switch (context.Request.Method)
        {
            case "GET":
                await Answers.WriteAsync(context, 200, Answers.Show(target, objects.Get(target)));
                break;
            case "PUT":
                await Answers.WriteAsync(context, 200, Answers.Show(target, objects.Replace(target, await ReadAsync(context), IsDryRun(context))));
                break;
            case "PATCH":
                await Answers.WriteAsync(context, 200, Answers.Show(target, await PatchAsync(context, target)));
                break;
            case "DELETE":
                await Answers.WriteAsync(context, 200, Answers.Deleted(target, objects.Delete(target, IsDryRun(context))));
                break;
            default:
                throw new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }
    }

    private async Task<JsonObject> PatchAsync(HttpContext context, RequestTarget target)
    {
        var contentType = context.Request.ContentType?.Split(';')[0];
        var patch = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        return contentType is "application/apply-patch+yaml" or "application/apply-patch+json" && target.Subresource is null
            ? await objects.ApplyAsync(target, patch.AsObject(), new ServerSideApply(ManagerOf(context), context.Request.Query["force"] == "true", time.GetUtcNow()), IsDryRun(context), context.RequestAborted)
            : objects.Patch(target, patch, contentType, IsDryRun(context));
    }

    private JsonObject Issue(RequestTarget target, JsonObject request)
    {
        var account = objects.Get(target with { Subresource = null });
        var lifetime = TimeSpan.FromSeconds((long?)request["spec"]?["expirationSeconds"] ?? 3600);
        if (lifetime < TimeSpan.FromMinutes(10))
            throw new ApiError(422, "Invalid", $"TokenRequest.authentication.k8s.io \"{target.Name}\" is invalid: spec.expirationSeconds: Invalid value: {lifetime.TotalSeconds}: may not specify a duration less than 10 minutes");
        request["status"] = tokens.Issue(account, request["spec"]?["audiences"]?.AsArray().Select(audience => (string)audience!) ?? [], lifetime);
        return request;
    }

    private static bool IsDryRun(HttpContext context) => context.Request.Query["dryRun"] == "All";

    private static string ManagerOf(HttpContext context) => context.Request.Query["fieldManager"].ToString() is { Length: > 0 } manager
        ? manager
        : throw ApiError.BadRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");

    private static async Task<JsonObject> ReadAsync(HttpContext context) => context.Request.ContentType == "application/vnd.kubernetes.protobuf"
        ? throw new ApiError(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json")
        : (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
}
