using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Cli.Operators;
using Mesh.Cli.Shared;
using Mesh.Protos.Operator.V1;

namespace Mesh.Cli.Top;

/// <summary><c>meshctl top</c>: who calls whom, how often, how well and how fast, live.</summary>
internal static class TopCommand
{
    internal static Command Create(CommonOptions common, OperatorTarget target, Terminal terminal)
    {
        var once = new Option<bool>("--once") { Description = "print one table and end" };
        var interval = BoundedNumber.Option("--interval", "seconds between tables", 0.2, 60, 2);
        var from = new Option<string?>("--from") { Description = "only callers whose name contains this" };
        var to = new Option<string?>("--to") { Description = "only destinations whose workload or service name contains this" };
        var method = new Option<string?>("--method") { Description = "only this HTTP method, or TCP" };
        var routes = new Option<bool>("--routes") { Description = "group by route instead of path" };
        var sort = Choice.Option<TopSort>("what comes first (default: rps)", "--sort");
        var command = new DocumentedCommand("top", "show live traffic: requests and TCP connections by source and destination",
            "meshctl top",
            "meshctl top --once -o json",
            "meshctl top --to reviews --routes --sort p99",
            "meshctl top --context production") { once, interval, from, to, method, routes, sort, common.Output };
        target.AddTo(command);
        command.SetAction(async (parse, cancellation) =>
        {
            using var connection = await target.ConnectAsync(parse, cancellation);
            return await RunAsync(
            connection,
            new TopQuery(parse.GetValue(from), parse.GetValue(to), parse.GetValue(method), parse.GetValue(routes), parse.GetValue(sort) ?? TopSort.Rps),
            TimeSpan.FromSeconds(parse.GetValue(interval)), parse.GetValue(once), common.FormatOf(parse), terminal, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        OperatorConnection connection, TopQuery query, TimeSpan interval, bool once, OutputFormat format, Terminal terminal, CancellationToken cancellation)
    {
        using var call = connection.Client.WatchTop(
            new WatchTopRequest { Interval = Duration.FromTimeSpan(interval) }, cancellationToken: cancellation);
        try
        {
            await foreach (var snapshot in call.ResponseStream.ReadAllAsync(cancellation))
            {
                Print(snapshot, query, format, once, terminal);
                if (once)
                    return 0;
            }
            throw new CliException("the control plane ended the stream", "run the command again");
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Cancelled)
        {
            throw new CliException($"the control plane could not be asked: {e.Status.Detail}", $"is it running? {connection.Where}");
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException && cancellation.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static void Print(TopSnapshot snapshot, TopQuery query, OutputFormat format, bool once, Terminal terminal)
    {
        var window = snapshot.Window.ToTimeSpan();
        var lines = query.Run(snapshot.Rows, window);
        if (format != OutputFormat.Table)
        {
            terminal.Out.WriteLine(OutputFormats.Text(new { windowSeconds = window.TotalSeconds, proxies = snapshot.Proxies, missing = snapshot.Missing, rows = lines }, format));
            return;
        }
        if (!once)
            terminal.ClearScreen();
        foreach (var (text, index) in TopText.Lines(lines, query.ByRoute).Select((t, i) => (t, i)))
            terminal.Out.WriteLine(index == 0 ? terminal.Bold(text) : text);
        if (lines.Count == 0)
            terminal.Out.WriteLine($"no traffic in {window.TotalSeconds:0.#} s over {snapshot.Proxies} proxies");
        if (snapshot.Missing.Count > 0)
            terminal.Error.WriteLine(terminal.Yellow($"no answer from: {string.Join(", ", snapshot.Missing)}"));
    }
}
