using Mesh.ControlPlane;
using Mesh.Hosting.Logging;
using Mesh.Hosting.Programs;

// mesh-controlplane: a directory of manifests, or a cluster → snapshots of the mesh → proxies (delta xDS over mutual TLS) and operators (Unix socket).
// Put together in ControlPlaneServer; the rooms are Sources (what users wrote), Discovery (what proxies get), Identity (its own
// certificate) and Observability (what operators see).
var program = new ServiceProgram("mesh-controlplane", ControlPlaneOptions.Usage, Console.Out, Console.Error);
return await program.RunAsync(args, ControlPlaneOptions.Read, async (options, stop) =>
{
    var time = TimeProvider.System;
    using var logs = LineLoggerProvider.CreateFactory(Console.Error, time, options.LogLevel);
    await ControlPlaneServer.RunAsync(options, time, new Random(), logs, stop).ConfigureAwait(false);
}).ConfigureAwait(false);
