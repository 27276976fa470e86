using System.Reflection;
using System.Security.Cryptography;
using Mesh.Conventions;
using Mesh.Discovery.Client;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Telemetry;
using Mesh.Discovery.Transport;
using Mesh.Engine.Loops;
using Mesh.Engine.Tls;
using Mesh.Identity;
using Mesh.Proxy.Control;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Hosting;

/// <summary>The proxy as a whole: starts its parts in order, joins them, and drains them in the end.</summary>
internal static class ProxyHost
{
    /// <summary>The proxy's version.</summary>
    internal static string Version { get; } = typeof(ProxyHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Runs until <paramref name="stop"/>, then drains; or until it was replaced and nothing is in progress any more.</summary>
    internal static async Task RunAsync(ProxyOptions options, TimeProvider time, ProxyLog log, CancellationToken stop)
    {
        Directory.CreateDirectory(options.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var logger = new ProxyLogger(log);
        using var successor = options.TakeOver is { } running ? await Successor.GreetAsync(running, ProxyService.GreetingOf(options), log, time, stop).ConfigureAwait(false) : null;
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
                Process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
                StateFile = Path.Combine(options.StateDirectory, "resources"),
            },
            transport, certificates, time, new Random(), logger);
        var state = new ProxyState(options, discovery, time, log);
        var runners = Enumerable.Range(0, options.Loops).Select(i => new LoopRunner(state, i)).ToArray();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var certified = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var telemetry = new TelemetryChannel(options.Workload, Version, transport, certificates, new TelemetrySource(state, [.. runners.Select(r => r.Loop)]), time, new Random(), logger);
        certificates.Changed += credentials =>
        {
            OnCredentialsChanged(state, runners, credentials);
            transport.Renew();
            certified.TrySetResult();
        };
        discovery.SnapshotChanged += _ => Array.ForEach(runners, r => r.OnSnapshotChanged());
        discovery.BecameReady += ready.SetResult;
        try
        {
            certificates.Start();
            discovery.Start();
            // Discovery may see a new certificate before the loops do.
            await Task.WhenAll(ready.Task, certified.Task).WaitAsync(stop).ConfigureAwait(false);
            var service = new ProxyService(state, runners);
            service.Serving += telemetry.Start;
            service.Replaced += discovery.StopKeeping;
            service.Replaced += telemetry.Stop;
            await service.RunAsync(successor, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.Info("stopped before it served");
        }
        finally
        {
            await Task.WhenAll(runners.Select(r => r.CloseAsync())).ConfigureAwait(false);
            foreach (var runner in runners)
                runner.Dispose();
        }
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
