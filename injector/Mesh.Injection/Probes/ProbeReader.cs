using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Conventions;
using Mesh.Injection.Pods;

namespace Mesh.Injection.Probes;

/// <summary>One probe of Kubernetes, as what the proxy is to do (<see cref="AppProbeNames"/>).</summary>
internal static class ProbeReader
{
    private const int HookTimeoutSeconds = 3600;

    private static readonly string[] Actions = ["httpGet", "tcpSocket", "grpc"];

    /// <summary>
    /// The probe as the proxy makes it; null when it stays as it is: a command, or a request to another host than the pod.
    /// </summary>
    /// <exception cref="FormatException">It is malformed, or names a port that the container does not have.</exception>
    public static JsonObject? Read(JsonObject probe, JsonObject container, string path)
    {
        var action = Array.Find(Actions, name => probe[name] is not null);
        if (action is null)
            return null;
        var details = PodView.Object(probe, action, $"{path}.{action}")!;
        if (!string.IsNullOrEmpty(PodView.Text(details, "host", $"{path}.{action}.host")))
            return null;
        var port = Port(details, container, $"{path}.{action}.port");
        return new JsonObject
        {
            [action] = action switch
            {
                "httpGet" => Http(details, port, $"{path}.httpGet"),
                "grpc" => new JsonObject { ["port"] = port, ["service"] = PodView.Text(details, "service", $"{path}.grpc.service") ?? "" },
                _ => new JsonObject { ["port"] = port },
            },
            ["timeoutSeconds"] = PodView.Number(probe, "timeoutSeconds", $"{path}.timeoutSeconds") ?? 1,
        };
    }

    /// <summary>Like <see cref="Read"/>, of a lifecycle hook; of these only HTTP requests are made by the kubelet over the network.</summary>
    /// <exception cref="FormatException">It is malformed, or names a port that the container does not have.</exception>
    public static JsonObject? ReadHook(JsonObject hook, JsonObject container, string path)
    {
        if (hook["httpGet"] is null || Read(hook, container, path) is not { } request)
            return null;

        // Hooks have no timeout of their own: the pod's grace period ends them.
        request["timeoutSeconds"] = HookTimeoutSeconds;
        return request;
    }

    /// <summary>The probe with the same timing, asking the proxy.</summary>
    public static JsonObject Redirect(JsonObject probe, string target)
    {
        var redirected = probe.DeepClone().AsObject();
        foreach (var action in Actions)
            redirected.Remove(action);
        redirected["httpGet"] = new JsonObject { ["path"] = target, ["port"] = MeshPorts.ProxyMetrics, ["scheme"] = "HTTP" };
        return redirected;
    }

    private static JsonObject Http(JsonObject details, int port, string path)
    {
        var http = new JsonObject
        {
            ["port"] = port,
            ["path"] = PodView.Text(details, "path", $"{path}.path") is { Length: > 0 } text ? text : "/",
            ["scheme"] = PodView.Text(details, "scheme", $"{path}.scheme") is { Length: > 0 } scheme ? scheme : "HTTP",
        };
        var headers = PodView.List(details, "httpHeaders", $"{path}.httpHeaders");
        if (headers.Count > 0)
            http["headers"] = new JsonArray([.. headers.Select(header => Header(header, $"{path}.httpHeaders"))]);
        return http;
    }

    private static JsonObject Header(JsonObject header, string path) => new()
    {
        ["name"] = PodView.Text(header, "name", $"{path}.name") ?? "", ["value"] = PodView.Text(header, "value", $"{path}.value") ?? "",
    };

    private static int Port(JsonObject details, JsonObject container, string path)
    {
        var port = details["port"];
        if (port is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            return Named(value.GetValue<string>(), container, path);
        var number = PodView.Number(details, "port", path);
        return number is >= 1 and <= 65535 ? (int)number : throw new FormatException($"{path} is not a port");
    }

    private static int Named(string name, JsonObject container, string path)
    {
        // Kubernetes takes digits in quotation marks for a number.
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits is >= 1 and <= 65535)
            return digits;
        var named = PodView.List(container, "ports", "ports").FirstOrDefault(port => PodView.Text(port, "name", "ports.name") == name);
        return PodView.Number(named, "containerPort", "ports.containerPort") is >= 1 and <= 65535 and var number
            ? (int)number
            : throw new FormatException($"{path} names port '{name}', which the container does not declare; declare it in the container's ports");
    }
}
