using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Storage;
using Mesh.ApiStub.Tokens;
using Microsoft.AspNetCore.Http;

namespace Mesh.ApiStub.Serving;

/// <summary>Answers every request.</summary>
internal sealed class ApiRequests(KindRegistry kinds, ObjectRequests objects, CollectionRequests collections, TokenRegistry tokens)
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
        else if (method == "POST" && path == "/apis/authentication.k8s.io/v1/tokenreviews")
            await Answers.WriteAsync(context, 201, tokens.Review(await ReadAsync(context)));
        else if (RequestTarget.Parse(path, kinds) is not { } target)
            throw new ApiError(404, "NotFound", "the server could not find the requested resource");
        else if (target.Subresource == "token" && method == "POST")
            await Answers.WriteAsync(context, 201, Issue(target, await ReadAsync(context)));
        else if (target.Subresource is not (null or "status"))
            throw new ApiError(404, "NotFound", "the server could not find the requested resource");
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
                var made = await objects.CreateAsync(target, await ReadAsync(context), context.Request.Query["dryRun"] == "All", context.RequestAborted);
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
                await Answers.WriteAsync(context, 200, Answers.Show(target, objects.Replace(target, await ReadAsync(context))));
                break;
            case "PATCH":
                await Answers.WriteAsync(context, 200, Answers.Show(target, await PatchAsync(context, target)));
                break;
            case "DELETE":
                objects.Delete(target);
                await Answers.WriteAsync(context, 200, Answers.Deleted(target));
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
            ? await objects.ApplyAsync(target, patch.AsObject(), context.RequestAborted)
            : objects.Patch(target, patch, contentType);
    }

    private JsonObject Issue(RequestTarget target, JsonObject request)
    {
        objects.Get(target with { Subresource = null });
        var audiences = request["spec"]?["audiences"]?.AsArray().Select(audience => (string)audience!) ?? [];
        var lifetime = TimeSpan.FromSeconds((long?)request["spec"]?["expirationSeconds"] ?? 3600);
        request["status"] = new JsonObject { ["token"] = tokens.Issue(target.Namespace!, target.Name!, audiences, lifetime) };
        return request;
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context) =>
        (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
}
