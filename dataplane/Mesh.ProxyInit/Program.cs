using Mesh.ProxyInit;
using Mesh.ProxyInit.Iptables;
using Mesh.ProxyInit.Loopback;
using Mesh.ProxyInit.Options;
using Mesh.ProxyInit.Rules;
using Mesh.ProxyInit.Validation;

const int Done = 0;
const int Failed = 1;
const int WrongOptions = 2;

// 1. Understand the arguments; say all that is wrong with them at once.
var request = OptionsReader.Read(args, out var errors);
if (errors.Count > 0)
{
    foreach (var error in errors)
    {
        await Console.Error.WriteLineAsync($"mesh-proxyinit: {error}");
    }

    return WrongOptions;
}

// 2. Do what needs no rights.
switch (request.Action)
{
    case InitAction.Help:
        await Console.Out.WriteLineAsync(Flags.Usage);
        return Done;
    case InitAction.Version:
        await Console.Out.WriteLineAsync($"mesh-proxyinit {typeof(InitRequest).Assembly.GetName().Version?.ToString(3)}");
        return Done;
    case InitAction.DryRun:
        foreach (var family in new[] { FamilyAddresses.IPv4, FamilyAddresses.IPv6 })
        {
            await Console.Out.WriteLineAsync($"# {(family == FamilyAddresses.IPv4 ? "iptables" : "ip6tables")}-restore --noflush");
            await Console.Out.WriteAsync(RuleSet.For(request.Capture, family).Render());
        }

        return Done;
}

// 3. Change the tables, then prove them.
try
{
    if (Privileges.Missing(await File.ReadAllTextAsync("/proc/self/status")) is { } missing)
    {
        throw new InitFailure(missing);
    }

    var path = Environment.GetEnvironmentVariable("PATH") ?? "";
    var runner = new CommandRunner(TimeSpan.FromSeconds(30), TimeProvider.System);
    var catalog = new ToolCatalog([.. path.Split(':'), "/usr/sbin", "/sbin", "/usr/local/sbin"], File.Exists, runner);
    var installer = new CaptureInstaller(catalog, File.Exists("/proc/net/if_inet6"), Console.Error);
    if (request.Action == InitAction.Cleanup)
    {
        await installer.CleanupAsync();
        InboundSourceAddress.Remove(FamilyAddresses.IPv6.InboundSource);
        return Done;
    }

    var captured = await installer.ApplyAsync(request.Capture, request.Backend);
    if (captured.Contains(FamilyAddresses.IPv6) && InboundSourceAddress.Add(FamilyAddresses.IPv6.InboundSource) is { } failure)
    {
        await Console.Error.WriteLineAsync($"warning: {FamilyAddresses.IPv6.InboundSource} cannot be added to lo ({failure}): the proxy cannot reach IPv6 applications of this workload");
    }

    if (request.Validate)
    {
        await new CaptureProof(request.Capture, TimeProvider.System, Console.Error).RunAsync(captured);
    }

    return Done;
}
catch (InitFailure failure)
{
    await Console.Error.WriteLineAsync($"mesh-proxyinit: {failure.Message}");
    return Failed;
}
