using System.Globalization;
using System.Text;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Hosting;

/// <summary>What the admin socket answers.</summary>
internal static class AdminCommands
{
    /// <summary>The commands by name.</summary>
    internal static IReadOnlyDictionary<string, Func<string, Task<string>>> Of(ProxyState state, LoopRunner[] runners) => new Dictionary<string, Func<string, Task<string>>>
    {
        ["config_dump"] = _ => Task.FromResult(ConfigDump(state)),
        ["clients"] = _ => ClientsAsync(runners),
        ["loglevel"] = level => Task.FromResult(SetLogLevel(state, level)),
        ["drain"] = _ => DrainAsync(state, runners),
    };

    private static string ConfigDump(ProxyState state)
    {
        var snapshot = state.Discovery.Current;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"snapshot {snapshot.Number}");
        text.AppendLine(CultureInfo.InvariantCulture, $"workload {state.Options.Workload}, identity {state.Credentials.Current?.Identity}, certificate until {state.Credentials.Current?.NotAfter:O}, bundle {state.Credentials.Current?.BundleVersion}");
        foreach (var port in snapshot.Inbound?.Ports ?? [])
            text.AppendLine(CultureInfo.InvariantCulture, $"inbound {port.Port}: {port.Protocol}, mTLS {port.MtlsMode}, for {string.Join(", ", port.Services)}");
        foreach (var destination in snapshot.Destinations.OrderBy(d => d.Name, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture, $"outbound {destination.Name}: {destination.Protocol}, routes {destination.Http?.Name ?? "-"}");
        return text.ToString();
    }

    private static async Task<string> ClientsAsync(LoopRunner[] runners)
    {
        var text = new StringBuilder();
        foreach (var runner in runners)
            text.AppendLine(await runner.RunAsync(() => $"requests {runner.Loop.InProgress}, tcp {runner.Loop.TcpConnections.Count}, tunnels {runner.Loop.Tunnels.Count}, sockets {runner.Loop.Events.OpenSockets}").ConfigureAwait(false));
        return text.ToString();
    }

    private static string SetLogLevel(ProxyState state, string level)
    {
        if (!Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed))
            return $"error: '{level}' is none of debug, info, warn\n";
        state.Log.Level = parsed;
        return $"log level {level}\n";
    }

    private static async Task<string> DrainAsync(ProxyState state, LoopRunner[] runners)
    {
        state.IsDraining = true;
        await Task.WhenAll(runners.Select(r => r.DrainAsync(state.Options.DrainDeadline, state.Time))).ConfigureAwait(false);
        return "drained\n";
    }
}
