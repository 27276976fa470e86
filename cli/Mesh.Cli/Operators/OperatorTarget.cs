using System.CommandLine;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Operators;

/// <summary>
/// Which control plane a command asks: the one whose socket, mesh or cluster is named; else the local mesh that runs; else the cluster of the
/// current kubeconfig.
/// </summary>
internal sealed class OperatorTarget(CommonOptions common, string defaultKubeconfig, TimeProvider time)
{
    private const string IsItRunning = "is the control plane running? 'meshctl up DIR' starts it; --operator-socket names another socket";

    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "the cluster's kubeconfig file (default: $KUBECONFIG, then ~/.kube/config)" };
    private readonly Option<string?> _context = new("--context") { Description = "the kubeconfig's context (default: its current one)" };

    /// <summary>Gives a command the options that name a control plane.</summary>
    internal void AddTo(Command command)
    {
        foreach (Option option in new Option[] { common.Name, common.OperatorSocket, _kubeconfig, _context })
            command.Options.Add(option);
    }

    /// <summary>Connects to the control plane.</summary>
    /// <exception cref="CliException">There is none, or it does not let this user in.</exception>
    internal Task<OperatorConnection> ConnectAsync(ParseResult parse, CancellationToken cancellation)
    {
        var kubeconfig = parse.GetValue(_kubeconfig);
        var context = parse.GetValue(_context);
        if (kubeconfig is not null || context is not null)
            return ClusterOperator.ConnectAsync(kubeconfig ?? defaultKubeconfig, context, time, cancellation);
        if (parse.GetValue(common.OperatorSocket) is null && parse.GetValue(common.Name) is null && !common.AnyRuns && File.Exists(defaultKubeconfig))
            return ClusterOperator.ConnectAsync(defaultKubeconfig, null, time, cancellation);
        var socket = common.SocketOf(parse);
        return Task.FromResult(new OperatorConnection(SocketChannel.Connect(socket, IsItRunning), $"its socket is {socket}"));
    }
}
