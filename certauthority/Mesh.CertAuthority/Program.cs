using Mesh.CertAuthority.Serving;
using Mesh.Hosting.Logging;
using Mesh.Hosting.Programs;

// mesh-ca: the certificate authority. Reads and writes its state directory alone; listens on three surfaces that share nothing but state:
// the identity service (TLS, for proxies and control-side services), the operators' Unix socket, and health and metrics.
var program = new ServiceProgram("mesh-ca", CertAuthorityOptions.Usage, Console.Out, Console.Error);
return await program.RunAsync(args, CertAuthorityOptions.Read, async (options, stop) =>
{
    var time = TimeProvider.System;
    using var logs = LineLoggerProvider.CreateFactory(Console.Error, time, options.LogLevel);
    await CertAuthorityServer.RunAsync(options, time, new Random(), logs, stop).ConfigureAwait(false);
}).ConfigureAwait(false);
