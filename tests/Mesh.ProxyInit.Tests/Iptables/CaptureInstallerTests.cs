using System.Net.Sockets;
using Mesh.ProxyInit.Iptables;
using Mesh.ProxyInit.Options;
using Mesh.ProxyInit.Rules;

namespace Mesh.ProxyInit.Tests.Iptables;

public sealed class CaptureInstallerTests : IDisposable
{
    private static readonly string[] AllPrograms = ["iptables", "ip6tables"];
    private readonly StringWriter _log = new();

    [Fact]
    public async Task A_missing_program_is_named_with_what_to_do()
    {
        var installer = Installer(new ScriptedRunner(), _ => false);
        var failure = await Assert.ThrowsAsync<InitFailure>(() => installer.ApplyAsync(new CaptureOptions(), BackendChoice.Auto));
        Assert.Contains("iptables-restore", failure.Message, StringComparison.Ordinal);
        Assert.Contains("install the package iptables", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InitFailure>(installer.CleanupAsync);
    }

    [Fact]
    public async Task A_missing_program_for_IPv6_is_no_reason_to_let_IPv6_pass()
    {
        var installer = Installer(new ScriptedRunner(), path => !path.Contains("ip6tables", StringComparison.Ordinal));
        await Assert.ThrowsAsync<InitFailure>(() => installer.ApplyAsync(new CaptureOptions(), BackendChoice.Auto));
    }

    [Fact]
    public async Task A_kernel_without_IPv6_is_a_warning()
    {
        var installer = new CaptureInstaller(Catalog(new ScriptedRunner(), _ => true), kernelHasIPv6: false, _log);
        Assert.Equal([FamilyAddresses.IPv4], await installer.ApplyAsync(new CaptureOptions(), BackendChoice.Auto));
        Assert.Contains("warning: this kernel has no IPv6", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_without_IPv6_nat_is_a_warning()
    {
        var runner = new ScriptedRunner { Restore = (program, input) => program.Contains("ip6tables", StringComparison.Ordinal) && input.Contains("REDIRECT", StringComparison.Ordinal) ? "no such table" : null };
        Assert.Equal([FamilyAddresses.IPv4], await Installer(runner, _ => true).ApplyAsync(new CaptureOptions(), BackendChoice.Auto));
        Assert.Contains("no IPv6 nat table", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_other_failure_of_IPv6_is_a_failure()
    {
        var runner = new ScriptedRunner { Restore = (program, input) => program.Contains("ip6tables", StringComparison.Ordinal) && input.Contains("owner", StringComparison.Ordinal) ? "owner match not found" : null };
        var failure = await Assert.ThrowsAsync<InitFailure>(() => Installer(runner, _ => true).ApplyAsync(new CaptureOptions(), BackendChoice.Auto));
        Assert.Contains("owner match not found", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_of_IPv6_takes_back_what_was_applied_for_IPv4(bool wasInPlace)
    {
        var ipv6Works = true;
        var runner = new ScriptedRunner
        {
            Remembers = true,
            Restore = (program, input) => !ipv6Works && program.Contains("ip6tables", StringComparison.Ordinal) && input.Contains("owner", StringComparison.Ordinal) ? "owner match not found" : null,
        };
        var installer = Installer(runner, _ => true);
        if (wasInPlace)
            await installer.ApplyAsync(new CaptureOptions(), BackendChoice.Auto);
        ipv6Works = false;
        runner.Saved.Remove("/sbin/ip6tables-nft");
        _log.GetStringBuilder().Clear();

        await Assert.ThrowsAsync<InitFailure>(() => installer.ApplyAsync(new CaptureOptions(), BackendChoice.Auto));

        // What an earlier run applied is not this run's to take away.
        Assert.Equal(wasInPlace, runner.Saved["/sbin/iptables-nft"].Contains("REDIRECT", StringComparison.Ordinal));
        Assert.Equal(!wasInPlace, _log.ToString().Contains("/sbin/iptables-nft-restore: removed the mesh's rules", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_nft_cannot_do_legacy_does()
    {
        var runner = new ScriptedRunner { Restore = (program, _) => program.Contains("-nft", StringComparison.Ordinal) ? "Operation not supported" : null };
        await Installer(runner, _ => true).ApplyAsync(new CaptureOptions(), BackendChoice.Auto);
        Assert.Contains("/sbin/iptables-legacy-restore: applied", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("/sbin/ip6tables-legacy-restore: applied", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_nothing_works_every_attempt_is_told()
    {
        var runner = new ScriptedRunner { Restore = (program, _) => $"broken {program}" };
        var failure = await Assert.ThrowsAsync<InitFailure>(() => Installer(runner, _ => true).ApplyAsync(new CaptureOptions(), BackendChoice.Auto));
        Assert.Contains("broken /sbin/iptables-nft-restore", failure.Message, StringComparison.Ordinal);
        Assert.Contains("broken /sbin/iptables-legacy-restore", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unnamed_implementation_serves_where_there_is_no_other()
    {
        var tools = await Catalog(new ScriptedRunner(), path => AllPrograms.Any(program => path.EndsWith($"/{program}-save", StringComparison.Ordinal) || path.EndsWith($"/{program}-restore", StringComparison.Ordinal)))
            .ForAsync(AddressFamily.InterNetwork, BackendChoice.Auto);
        Assert.Equal("/sbin/iptables-restore", Assert.Single(tools).Restore);
    }

    [Theory]
    [InlineData("CapEff:\t0000000000003000\n", null)]
    [InlineData("CapEff:\t0000000000002000\n", "NET_ADMIN is missing")]
    [InlineData("CapEff:\t0000000000000000\n", "NET_ADMIN and NET_RAW is missing")]
    [InlineData("nothing of the kind", null)]
    public void Missing_capabilities_are_named(string status, string? expected)
    {
        var missing = Privileges.Missing(status);
        Assert.Equal(expected is null, missing is null);
        Assert.Contains(expected ?? "", missing ?? "", StringComparison.Ordinal);
    }

    public void Dispose() => _log.Dispose();

    private CaptureInstaller Installer(ICommandRunner runner, Func<string, bool> exists) => new(Catalog(runner, exists), kernelHasIPv6: true, _log);

    private static ToolCatalog Catalog(ICommandRunner runner, Func<string, bool> exists) => new(["/sbin", "relative", "/sbin"], exists, runner);

    private sealed class ScriptedRunner : ICommandRunner
    {
        /// <summary>From program and input to the error, or null for success.</summary>
        public Func<string, string, string?> Restore { get; init; } = (_, _) => null;

        /// <summary>Whether what was restored is there when it is saved.</summary>
        public bool Remembers { get; init; }

        /// <summary>What each implementation holds.</summary>
        public Dictionary<string, string> Saved { get; } = [];

        public Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, string input)
        {
            var tool = program[..program.LastIndexOf('-')];
            if (!program.EndsWith("-restore", StringComparison.Ordinal))
                return Task.FromResult(new CommandResult(0, Saved.GetValueOrDefault(tool, ""), ""));
            var error = Restore(program, input);
            // Enough of iptables for tables that the mesh has to itself: what is deleted leaves nothing behind.
            if (Remembers && error is null)
                Saved[tool] = input.Contains("\n-X ", StringComparison.Ordinal) ? "" : input;
            return Task.FromResult(new CommandResult(error is null ? 0 : 1, "", error ?? ""));
        }
    }
}
