using System.Text.Json;
using Mesh.Api.Resources;
using Mesh.Cli.LocalMeshes;
using Mesh.Conventions;

namespace Mesh.Cli.Up;

/// <summary>A mesh on this machine: starts its processes in order, keeps them running and takes everything away again.</summary>
internal sealed class LocalMesh(UpOptions options, ProcessPlan plan, MeshBinaries binaries, Action<string> progress, TimeProvider time)
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestartDelay = TimeSpan.FromMilliseconds(500);

    private readonly MeshLayout _layout = options.Layout;
    private readonly List<MeshProcess> _services = [];
    private readonly List<MeshProcess> _applications = [];
    private readonly NetworkFabric _fabric = new(options.Layout.NamespacePrefix);

    private bool InNamespaces => options.Network == NetworkMode.Namespaces;

    /// <summary>Starts everything: network, certificate authority, control plane, then each workload's rules, proxy and application.</summary>
    internal async Task StartAsync(IReadOnlyList<WorkloadEntry> workloads, CancellationToken cancellation)
    {
        _layout.Create();
        new MeshRecord(System.Environment.ProcessId, Path.GetFullPath(options.Directory), options.Network).Write(_layout);
        string? system = null;
        if (InNamespaces)
        {
            progress("creating the network");
            _fabric.Create();
            system = _fabric.AddHost("system", [ProcessPlan.SystemAddress], null);
        }
        progress("starting the certificate authority");
        var certAuthority = await StartServiceAsync(plan.CertAuthority(system), cancellation);
        progress("starting the control plane");
        var token = await TokenAsync(MeshIdentities.SystemNamespace, MeshIdentities.ControlPlane, Path.Combine(_layout.ControlPlane, "token"), null, cancellation);
        var controlPlane = await StartServiceAsync(plan.ControlPlane(system, Listen(certAuthority), token), cancellation);
        foreach (var (workload, index) in workloads.Select((w, i) => (w, i)))
        {
            progress($"starting {workload.Name.ServiceName} ({index + 1}/{workloads.Count})");
            await StartWorkloadAsync(workload, Listen(certAuthority), Listen(controlPlane), cancellation);
        }
    }

    /// <summary>Restarts the mesh's own processes when they end; returns when cancelled.</summary>
    internal async Task SuperviseAsync(CancellationToken cancellation)
    {
        var reported = new HashSet<int>();
        while (!cancellation.IsCancellationRequested)
        {
            var ended = Task.WhenAny(_services.Concat(_applications.Where(a => !a.HasExited)).Select(p => p.Exited));
            await Task.WhenAny(ended, Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation));
            foreach (var application in _applications.Where(a => a.HasExited && reported.Add(a.Id)))
                progress($"{application.Spec.Name} ended with code {application.ExitCode}; its log is {_layout.Log(application.Spec.Name)}");
            for (var i = 0; i < _services.Count && !cancellation.IsCancellationRequested; i++)
            {
                if (!_services[i].HasExited)
                    continue;
                progress($"{_services[i].Spec.Name} ended with code {_services[i].ExitCode}; starting it again");
                await Task.Delay(RestartDelay, time, CancellationToken.None);
                var spec = _services[i].Spec;
                _services[i].Dispose();
                _services[i] = MeshProcess.Start(spec, _layout.Log(spec.Name));
            }
        }
    }

    /// <summary>Stops all processes, applications first, and removes namespaces and files of this run.</summary>
    internal async Task StopAsync()
    {
        await Task.WhenAll(_applications.Select(a => a.StopAsync(StopPatience, time)));
        await Task.WhenAll(_services.AsEnumerable().Reverse().Select(s => s.StopAsync(StopPatience, time)));
        foreach (var process in _applications.Concat(_services))
            process.Dispose();
        if (InNamespaces)
            NetworkFabric.Remove(_layout.NamespacePrefix);
        File.Delete(_layout.RecordFile);
    }

    private static string Listen(MeshProcess process)
    {
        using var ready = JsonDocument.Parse(File.ReadAllBytes(process.Spec.ReadyFile!));
        return ready.RootElement.GetProperty("listen").GetString()!;
    }

    private async Task StartWorkloadAsync(WorkloadEntry workload, string certAuthority, string controlPlane, CancellationToken cancellation)
    {
        var name = workload.Name;
        var host = InNamespaces ? _fabric.AddHost($"{name.Namespace}-{name.Name}", [workload.Address], ProcessPlan.Nameserver) : null;
        if (host is not null)
            Shell.Run("ip", ["netns", "exec", host, .. CommandOf(plan.ProxyInit(workload, host))]);
        var state = _layout.Proxy(name.Namespace, name.Name);
        Directory.CreateDirectory(state);
        if (InNamespaces)
            Shell.Run("chown", $"{MeshIdentities.ProxyUid}:{MeshIdentities.ProxyUid}", state);
        File.SetUnixFileMode(state, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var token = await TokenAsync(name.Namespace, workload.ServiceAccount, Path.Combine(state, "token"), InNamespaces ? MeshIdentities.ProxyUid : null, cancellation);
        await StartServiceAsync(plan.Proxy(workload, host, certAuthority, controlPlane, token), cancellation);
        if (plan.Application(workload, host, Path.GetDirectoryName(binaries.Find("mesh-proxy"))!) is { } application)
            _applications.Add(MeshProcess.Start(application, _layout.Log(application.Name)));
    }

    private static IEnumerable<string> CommandOf(MeshProcessSpec spec) => [spec.Program, .. spec.Arguments];

    private async Task<MeshProcess> StartServiceAsync(MeshProcessSpec spec, CancellationToken cancellation)
    {
        var process = MeshProcess.Start(spec, _layout.Log(spec.Name));
        _services.Add(process);
        await process.WaitReadyAsync(ReadyTimeout, time, cancellation);
        return process;
    }

    // Reusable: the same file serves a process that is started again.
    private async Task<string> TokenAsync(string ns, string account, string file, int? uid, CancellationToken cancellation)
    {
        var response = await JoinTokens.IssueAsync(_layout.CertAuthoritySocket, plan.Identity(ns, account), TimeSpan.FromDays(1), reusable: true, cancellation);
        JoinTokens.Save(file, response.Token, uid);
        return file;
    }
}
