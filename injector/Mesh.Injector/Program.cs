using Mesh.Hosting.Logging;
using Mesh.Hosting.Programs;
using Mesh.Injector.Serving;

// mesh-injector: the API server asks it about each pod that is created; the answer, and the patch, are Mesh.Injection's.
// Put together in InjectorServer; the rooms are Admission (the webhook), Certificates (its own, and the API server's trust in it) and
// Namespaces (what they ask for, and the label that selects them).
var program = new ServiceProgram("mesh-injector", InjectorOptions.Usage, Console.Out, Console.Error);
return await program.RunAsync(args, InjectorOptions.Read, async (options, stop) =>
{
    var time = TimeProvider.System;
    using var logs = LineLoggerProvider.CreateFactory(Console.Error, time, options.LogLevel);
    await InjectorServer.RunAsync(options, time, new Random(), logs, stop).ConfigureAwait(false);
}).ConfigureAwait(false);
