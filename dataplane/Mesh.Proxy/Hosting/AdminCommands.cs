using System.Globalization;
using System.Text;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Hosting;

/// <summary>What the admin socket answers.</summary>
internal static class AdminCommands
{
    /// <summary>The commands by name.</summary>
    internal static IReadOnlyDictionary<string, AdminCommand> Of(ProxyState state, LoopRunner[] runners, ProxyDrain drain, Predecessor predecessor) => new Dictionary<string, AdminCommand>
    {
        ["config_dump"] = call => call.WriteAsync(ConfigDump(state)),
        ["clients"] = async call => await call.WriteAsync(await ClientsAsync(runners).ConfigureAwait(false)).ConfigureAwait(false),
        ["loglevel"] = call => call.WriteAsync(SetLogLevel(state, call.Argument)),
        ["drain"] = call => DrainAsync(state, drain, call),
        ["upgrade"] = new UpgradeCommand(state, predecessor).ServeAsync,
        [Greeting.Command] = predecessor.ServeAsync,
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

    private static async Task DrainAsync(ProxyState state, ProxyDrain drain, AdminCall call)
    {
        var left = await drain.RunAsync(Departure.WithWorkload, state.Options.DrainDeadline, l => call.WriteAsync($"{l}\n"), CancellationToken.None).ConfigureAwait(false);
        await call.WriteAsync(left.IsDone ? "drained\n" : $"error: {state.Options.DrainDeadline.TotalSeconds} seconds have passed: {left}\n").ConfigureAwait(false);
    }
}
