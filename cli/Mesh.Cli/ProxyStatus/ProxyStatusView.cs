using Mesh.Protos.Operator.V1;
using Proxy = Mesh.Protos.Operator.V1.ProxyStatus;

namespace Mesh.Cli.ProxyStatus;

/// <summary>The shape of <c>proxy-status -o json</c>.</summary>
internal static class ProxyStatusView
{
    /// <summary>The state a user should know first.</summary>
    internal static Proxy.Types.SyncState Worst(Proxy proxy) =>
        proxy.Types_.Count == 0 ? Proxy.Types.SyncState.NotSent : proxy.Types_.Max(t => t.Sync);

    /// <summary>A version with at most seven characters of the commit it was built from; all of it is in the JSON.</summary>
    internal static string ShortVersion(string version)
    {
        var commit = version.IndexOf('+', StringComparison.Ordinal) + 1;
        return commit == 0 || version.Length <= commit + 7 ? version : version[..(commit + 7)];
    }

    internal static string Text(ConfigStatus.Types.Problem problem)
    {
        var place = problem.File.Length > 0 ? $"{problem.File}:{problem.Line}: " : "";
        var resource = problem.Resource.Length > 0 ? $"{problem.Resource}: " : "";
        var field = problem.Field.Length > 0 ? $"{problem.Field}: " : "";
        return $"{place}{resource}{field}{problem.Message}; {problem.Remedy}";
    }

    internal static object Of(ProxyStatusResponse status, ConfigStatus config) => new
    {
        proxies = status.Proxies.Select(p => new
        {
            proxy = p.NodeId, identity = p.Identity, address = p.Address, version = p.Version,
            connectedSince = p.ConnectedSince.ToDateTimeOffset(), state = Worst(p).ToString(),
            types = p.Types_.Select(t => new { typeUrl = t.TypeUrl, state = t.Sync.ToString(), subscribed = t.Subscribed, refusal = t.Refusal.Length > 0 ? t.Refusal : null }),
        }),
        config = new
        {
            resources = config.Resources, rejected = config.Rejected, loaded = config.Loaded?.ToDateTimeOffset(),
            problems = config.Problems.Select(p => new { p.File, p.Line, p.Field, p.Resource, p.Message, p.Remedy, severity = p.Warning ? "warning" : "error" }),
        },
    };
}
