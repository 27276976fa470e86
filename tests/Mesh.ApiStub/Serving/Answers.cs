using System.Text.Json.Nodes;
using Mesh.ApiStub.Storage;
using Microsoft.AspNetCore.Http;

namespace Mesh.ApiStub.Serving;

/// <summary>What is sent back.</summary>
internal static class Answers
{
    public static async Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    public static Task WriteAsync(HttpContext context, ApiError error)
    {
        if (error.Reason != ApiError.NoPathReason)
            return WriteAsync(context, error.Code, StatusOf(error));
        context.Response.StatusCode = error.Code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(error.Message + "\n", context.RequestAborted);
    }

    public static JsonObject StatusOf(ApiError error) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = error.Message,
        ["reason"] = error.Reason,
        ["code"] = error.Code,
    };

    /// <summary>Some kinds are returned as they were, of others only that they are gone.</summary>
    public static JsonObject Deleted(RequestTarget target, JsonObject gone) => target.Kind is { Group: "", Kind: "Pod" or "Service" or "ServiceAccount" or "Namespace" } ? Show(target, gone) : new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = new JsonObject { ["name"] = target.Name, ["group"] = target.Kind.Group, ["kind"] = target.Kind.Plural, ["uid"] = (string?)gone["metadata"]!["uid"] },
    };

    /// <summary>A stored object as it is shown in the version that is asked for.</summary>
    public static JsonObject Show(RequestTarget target, JsonObject stored)
    {
        var shown = new JsonObject { ["apiVersion"] = target.Kind.ApiVersionOf(target.Version), ["kind"] = target.Kind.Kind };
        foreach (var (name, value) in stored.Where(field => field.Key is not ("apiVersion" or "kind")))
            shown[name] = value?.DeepClone();
        return shown;
    }
}
