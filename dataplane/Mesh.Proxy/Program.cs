using System.Runtime.InteropServices;
using Mesh.Conventions;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Admission;
using Mesh.Proxy.Hosting;
using Mesh.Proxy.Limits;
using Mesh.Proxy.Memory;
using Mesh.Proxy.Probes;
using Mesh.Proxy.Runtime;

// mesh-proxy [flags]: the sidecar. mesh-proxy admin COMMAND --admin-socket PATH: asks a running one.
// Exit codes: 0 fine, 1 failed, 2 wrong usage.
switch (args)
{
    case ["--help"] or ["-h"] or []:
        Console.Out.WriteLine(Usage.Text);
        return args.Length == 0 ? 2 : 0;
    case ["--version"]:
        Console.Out.WriteLine(ProxyHost.Version);
        return 0;
    case ["admin", .. var command, "--admin-socket", var socket] when command.Length > 0:
        return AdminClient.Run(socket, command is ["upgrade"] ? $"upgrade {Environment.ProcessPath}" : string.Join(' ', command), Console.Out, Console.Error);
}

var parser = new ProxyOptionsParser();
if (parser.Parse(args) is not { } options)
{
    foreach (var error in parser.Errors)
        Console.Error.WriteLine(error);
    return 2;
}

try
{
    options = options with
    {
        CommandLine = args,
        NotifySocket = Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
        AppProbes = AppProbeReader.Read(Environment.GetEnvironmentVariable(InjectionNames.AppProbesVariable)),
    };
}
catch (FormatException malformed)
{
    Console.Error.WriteLine($"{InjectionNames.AppProbesVariable}: {malformed.Message}");
    return 2;
}

ProcessMemory.LimitNativeHeaps(options.Loops);
var log = new ProxyLog(Console.Error, TimeProvider.System) { Level = options.LogLevel };
options = options with { Limits = WithinDescriptors(options.Limits) };
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    await ProxyHost.RunAsync(options, TimeProvider.System, log, stop.Token).ConfigureAwait(false);
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or TimeoutException)
{
    log.Warn($"cannot start: {e.Message}");
    return 1;
}

LimitOptions WithinDescriptors(LimitOptions limits)
{
    var descriptors = DescriptorLimit.Raise();
    var fitting = limits.Connections.WithinDescriptors(descriptors);
    if (fitting != limits.Connections)
        log.Warn($"{descriptors} descriptors (ulimit -n) carry {fitting.All} connections, not --max-connections {limits.Connections.All}");
    return limits with { Connections = fitting };
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
