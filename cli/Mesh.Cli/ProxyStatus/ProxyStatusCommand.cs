using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using Mesh.Cli.Operators;
using Mesh.Cli.Shared;
using Mesh.Protos.Operator.V1;

namespace Mesh.Cli.ProxyStatus;

/// <summary><c>meshctl proxy-status</c>: which proxies are connected and whether they have the current configuration.</summary>
internal static class ProxyStatusCommand
{
    internal static Command Create(CommonOptions common, OperatorTarget target, Terminal terminal, TimeProvider time)
    {
        var command = new DocumentedCommand("proxy-status", "show connected proxies, what they acknowledged and what they refused, and problems of the configuration (exit code 1 when something was refused)",
            "meshctl proxy-status",
            "meshctl proxy-status -o json") { common.Output };
        target.AddTo(command);
        command.Aliases.Add("ps");
        command.SetAction(async (parse, cancellation) =>
        {
            using var connection = await target.ConnectAsync(parse, cancellation);
            return await RunAsync(connection, common.FormatOf(parse), terminal, time, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(OperatorConnection connection, OutputFormat format, Terminal terminal, TimeProvider time, CancellationToken cancellation)
    {
        var client = connection.Client;
        try
        {
            var status = await client.GetProxyStatusAsync(new GetProxyStatusRequest(), cancellationToken: cancellation);
            var config = await client.GetConfigStatusAsync(new GetConfigStatusRequest(), cancellationToken: cancellation);
            if (format == OutputFormat.Table)
                PrintTable(status, config, terminal, time);
            else
                terminal.Out.WriteLine(OutputFormats.Text(ProxyStatusView.Of(status, config), format));
            var refused = status.Proxies.Any(p => p.Types_.Any(t => t.Sync == Mesh.Protos.Operator.V1.ProxyStatus.Types.SyncState.Refused));
            return refused || config.Rejected ? 1 : 0;
        }
        catch (RpcException e)
        {
            throw new CliException($"the control plane could not be asked: {e.Status.Detail}", $"is it running? {connection.Where}");
        }
    }

    private static void PrintTable(ProxyStatusResponse status, ConfigStatus config, Terminal terminal, TimeProvider time)
    {
        var table = new TextTable("PROXY", "IDENTITY", "ADDRESS", "VERSION", "CONNECTED", "STATE", "RESOURCES");
        foreach (var proxy in status.Proxies.OrderBy(p => p.NodeId, StringComparer.Ordinal))
        {
            var since = time.GetUtcNow() - proxy.ConnectedSince.ToDateTimeOffset();
            table.Add(proxy.NodeId, proxy.Identity, proxy.Address, ProxyStatusView.ShortVersion(proxy.Version), Age(since), ProxyStatusView.Worst(proxy).ToString(),
                proxy.Types_.Sum(t => t.Subscribed).ToString(CultureInfo.InvariantCulture));
        }
        foreach (var (line, index) in table.Lines(6).Select((l, i) => (l, i)))
            terminal.Out.WriteLine(index == 0 ? terminal.Bold(line) : line);
        foreach (var (proxy, type) in status.Proxies.SelectMany(p => p.Types_.Where(t => t.Refusal.Length > 0).Select(t => (p, t))))
            terminal.Out.WriteLine(terminal.Red($"{proxy.NodeId} refused {type.TypeUrl[(type.TypeUrl.LastIndexOf('.') + 1)..]}: {type.Refusal}"));
        if (config.Rejected)
            terminal.Out.WriteLine(terminal.Red("the configuration on disk was refused; the mesh runs on the last good one:"));
        foreach (var problem in config.Problems)
            terminal.Out.WriteLine((problem.Warning ? terminal.Yellow("warning ") : terminal.Red("error ")) + ProxyStatusView.Text(problem));
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0}m"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0}d"),
    };
}
