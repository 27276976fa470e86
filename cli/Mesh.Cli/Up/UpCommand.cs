using System.CommandLine;
using Mesh.Api.Manifests;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Cli.LocalMeshes;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Up;

/// <summary><c>meshctl up DIR</c>: a whole mesh on this machine.</summary>
internal static class UpCommand
{
    private static readonly string[] Programs = ["mesh-ca", "mesh-controlplane", "mesh-proxy"];

    internal static Command Create(CliEnvironment environment)
    {
        var directory = new Argument<string>("dir") { Description = "directory with the mesh's YAML files" };
        var name = MeshName.Option("name of the mesh (default: the directory's name)");
        var network = Choice.Option<NetworkMode>("namespaces: each workload its own, with iptables; loopback: no root needed (default: namespaces for root, else loopback)", "--network");
        var trustDomain = TrustDomainOption.Create("trust domain of identities");
        var validity = new Option<string?>("--certificate-validity") { Description = "lifetime of certificates, e.g. 24h or 2m (default: the CA's)" };
        var detach = new Option<bool>("--detach", "-d") { Description = "return when the mesh serves; 'meshctl down' stops it" };
        var bin = new Option<string?>("--bin-dir") { Description = "where the mesh's programs are (default: beside meshctl, then PATH)" };
        var command = new DocumentedCommand("up", "run a mesh on this machine: certificate authority, control plane, and a proxy and the application for each workload",
            "sudo meshctl up examples/shop/mesh",
            "meshctl up my-mesh --network loopback",
            "sudo meshctl up examples/shop/mesh --detach && sudo meshctl top") { directory, name, network, trustDomain, validity, detach, bin };
        command.SetAction((parse, cancellation) =>
        {
            var path = parse.GetValue(directory)!;
            var layout = MeshLayout.For(parse.GetValue(name) ?? MeshLayout.NameFrom(path), environment.IsRoot);
            var options = new UpOptions(path, layout, parse.GetValue(network) ?? (environment.IsRoot ? NetworkMode.Namespaces : NetworkMode.Loopback), parse.GetValue(trustDomain)!, parse.GetValue(validity));
            return parse.GetValue(detach)
                ? Detached.StartAsync(options, parse.GetValue(bin), environment, cancellation)
                : RunAsync(options, parse.GetValue(bin), environment, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(UpOptions options, string? binDirectory, CliEnvironment environment, CancellationToken cancellation)
    {
        var terminal = environment.Terminal;
        var workloads = ReadWorkloads(options);
        if (MeshRecord.Read(options.Layout) is { IsAlive: true } running)
            throw new CliException($"the mesh '{options.Layout.Name}' is running already (process {running.Pid})", $"stop it with 'meshctl down --name {options.Layout.Name}' or choose another --name");
        if (options.Network == NetworkMode.Namespaces && !environment.IsRoot)
            throw new CliException("network namespaces need root", "run with sudo, or use --network loopback");
        var binaries = new MeshBinaries(binDirectory, environment.Path);
        foreach (var program in options.Network == NetworkMode.Namespaces ? Programs.Append("mesh-proxyinit") : Programs)
            binaries.Find(program);
        if (options.Network == NetworkMode.Namespaces)
            NetworkFabric.Remove(options.Layout.NamespacePrefix);
        var plan = new ProcessPlan(options, binaries);
        var mesh = new LocalMesh(options, plan, binaries, text => terminal.Error.WriteLine($"{terminal.Bold(">")} {text}"), environment.Time);
        try
        {
            await mesh.StartAsync(workloads, cancellation);
            terminal.Error.WriteLine(terminal.Green($"the mesh '{options.Layout.Name}' serves {workloads.Length} workloads") + "; watch it with 'meshctl top', stop it with Ctrl-C or 'meshctl down'");
            await mesh.SuperviseAsync(cancellation);
            return 0;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            terminal.Error.WriteLine("stopping");
            await mesh.StopAsync();
        }
    }

    private static WorkloadEntry[] ReadWorkloads(UpOptions options)
    {
        var set = ManifestDirectory.Read(options.Directory);
        var errors = set.Problems.Where(p => p.Severity == ProblemSeverity.Error).ToArray();
        if (errors.Length > 0)
            throw new CliException($"the configuration has errors:\n  {string.Join("\n  ", errors.Select(e => e.ToString()))}", $"mend them; 'meshctl validate {options.Directory}' checks again");
        var workloads = set.Resources.Workloads.OrderBy(w => w.Name).ToArray();
        if (workloads.Length == 0)
            throw new CliException($"{options.Directory} has no WorkloadEntry", "add one for each program of the mesh; examples/shop/mesh shows how");
        if (options.Network == NetworkMode.Loopback && workloads.FirstOrDefault(w => !System.Net.IPAddress.IsLoopback(w.Address)) is { } foreign)
            throw new CliException($"{foreign.Title} has address {foreign.Address}, which is no loopback address", "give each workload its own address in 127.0.0.0/8, or run as root for namespaces");
        return workloads;
    }
}
