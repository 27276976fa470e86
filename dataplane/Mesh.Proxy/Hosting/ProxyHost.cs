using System.Reflection;
using Mesh.Conventions;
using Mesh.Discovery.Client;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Telemetry;
using Mesh.Discovery.Transport;
using Mesh.Engine.Loops;
using Mesh.Engine.Tls;
using Mesh.Identity;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Control;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Probes;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Hosting;

/// <summary>The proxy as a whole: starts its parts in order, joins them, and drains them in the end.</summary>
internal static class ProxyHost
{
    /// <summary>The proxy's version.</summary>
    internal static string Version { get; } = typeof(ProxyHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Runs until <paramref name="stop"/>, then drains.</summary>
    internal static async Task RunAsync(ProxyOptions options, TimeProvider time, ProxyLog log, CancellationToken stop)
    {
        Directory.CreateDirectory(options.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var logger = new ProxyLogger(log);
        using var controlLoop = new EventLoop(time);
        controlLoop.UnhandledError += e => log.Warn($"a call to the control plane was dropped because of a bug: {e}");
        controlLoop.Start("control");
        await using var certificates = new CertificateClient(
            new CertificateOptions { CertAuthority = options.CertAuthority, Enrolment = options.Enrolment, Validity = options.CertificateValidity },
            (address, security) => new ControlTransport(controlLoop, address, security),
            (certificate, bundle, now) => ClientChain.Problem(certificate.Chain, bundle.Roots, now), time, new Random(), logger);
        await using var transport = new ControlTransport(controlLoop, options.ControlPlane, () => ControlPlaneSecurity(certificates.Current!));
        await using var discovery = new DiscoveryClient(
            new DiscoveryOptions
            {
                NodeId = options.Workload,
                Version = Version,
                StateFile = Path.Combine(options.StateDirectory, "resources"),
            },
            transport, certificates, time, new Random(), logger);
        var state = new ProxyState(options, discovery, time, log);
        var runners = Enumerable.Range(0, options.Loops).Select(i => new LoopRunner(state, i)).ToArray();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var telemetry = new TelemetryChannel(options.Workload, Version, transport, certificates, new TelemetrySource(state, [.. runners.Select(r => r.Loop)]), time, new Random(), logger);
        certificates.Changed += credentials =>
        {
            OnCredentialsChanged(state, runners, credentials);
            transport.Renew();
        };
        discovery.SnapshotChanged += _ => Array.ForEach(runners, r => r.OnSnapshotChanged());
        discovery.BecameReady += ready.SetResult;
        try
        {
            certificates.Start();
            discovery.Start();
            telemetry.Start();
            await ready.Task.WaitAsync(stop).ConfigureAwait(false);
            await ServeAsync(state, runners, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.Info("stopping");
        }
        finally
        {
            state.IsDraining = true;
            await Task.WhenAll(runners.Select(r => r.DrainAsync(options.DrainDeadline, time))).ConfigureAwait(false);
            await Task.WhenAll(runners.Select(r => r.CloseAsync())).ConfigureAwait(false);
            foreach (var runner in runners)
                runner.Dispose();
        }
    }

    private static async Task ServeAsync(ProxyState state, LoopRunner[] runners, CancellationToken stop)
    {
        var health = new AppHealth(runners[0].Loop.Events, state.Options.Addresses[0], state.Options.AppProbes, state.Log.Info);
        var metrics = new MetricsServer(() => state is { Discovery.IsReady: true, IsDraining: false }, () => PrometheusText.Write(state.Metrics, ProcessGauges.Of(state)) + Http2Text.Write(state.Limits.Http2), health);
        var addresses = await runners[0].OpenAsync(metrics).ConfigureAwait(false);
        foreach (var runner in runners.Skip(1))
            await runner.OpenAsync(null).ConfigureAwait(false);
        using var admin = new AdminServer(state.Options.AdminSocket, AdminCommands.Of(state, runners), state.Log);
        admin.Start();
        if (state.Options.ReadyFile is { } file)
            ReadyFile.Write(file, addresses);
        state.Log.Info($"serving {state.Options.Workload}: {string.Join(", ", addresses.Select(a => $"{a.Key} {a.Value}"))}");
        await MemoryTrimming.RunAsync(runners, state.Time, stop).ConfigureAwait(false);
    }

    private static void OnCredentialsChanged(ProxyState state, LoopRunner[] runners, WorkloadCredentials credentials)
    {
        var next = CredentialSwap.Build(credentials);
        var bundleChanged = state.Credentials.Current is { } current && current.BundleVersion != next.BundleVersion;
        state.Credentials.Swap(next);
        foreach (var runner in runners)
            runner.OnCredentialsChanged(bundleChanged);
    }

    private static ControlSecurity ControlPlaneSecurity(WorkloadCredentials credentials)
    {
        var expected = SpiffeId.Create(credentials.Certificate.Id.TrustDomain, MeshIdentities.SystemNamespace, MeshIdentities.ControlPlane);
        return ControlSecurity.Verified(credentials.Bundle, expected, credentials.Certificate);
    }
}
