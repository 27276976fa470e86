using System.Net;
using Mesh.CertAuthority.State;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.CertAuthority.Tests.Serving;

public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_starts_says_where_it_serves_and_ends_on_sigterm()
    {
        await using var process = Start("--ready-file", _directory["ready.json"]);
        var ready = await ReadyFile.WaitAsync(process, _directory["ready.json"]);
        using var http = new HttpClient();

        Assert.Equal(IPAddress.Loopback, ready.Address("listen").Address);
        Assert.Equal(_directory["state/admin.sock"], ready.Text("adminSocket"));
        Assert.Matches("^[0-9a-f]{64}$", ready.Text("rootSha256"));
        Assert.Equal("ready\n", await http.GetStringAsync(new Uri($"http://{ready.Text("metrics")}/ready")));
        Assert.Equal(0, await process.StopAsync());
        Assert.Contains("serving trust domain td", process.Error, StringComparison.Ordinal);
        Assert.Empty(process.Output);
    }

    [Fact]
    public async Task It_refuses_a_directory_that_others_can_read()
    {
        var state = Directory.CreateDirectory(_directory["state"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        await using var process = Start();

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Equal($"mesh-ca: {state.FullName} has mode 704, so others can read keys or plant them; check who had access, then: chmod 700 {state.FullName}\n", process.Error);
        Assert.False(File.Exists(_directory[$"state/{RootSlots.CurrentFile}"]));
    }

    [Fact(Skip = Requires.RootReason, SkipUnless = nameof(Requires.Root), SkipType = typeof(Requires))]
    public async Task It_refuses_a_directory_that_belongs_to_somebody_else()
    {
        var state = Directory.CreateDirectory(_directory["state"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        TemporaryDirectory.Own(state.FullName, 1337);
        await using var process = Start();

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Contains("belongs to another user", process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_a_failed_start()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var process = Start("--admin-socket", _directory["admin.sock"], "--ready-file", _directory["ready.json"], "--log-level", "warn");
        await ReadyFile.WaitAsync(process, _directory["ready.json"]);
        await using var second = ChildProcess.Start(new ProgramStart(
            BuiltProgram.Find("mesh-ca"), "--state-dir", _directory["other"], "--trust-domain", "td", "--listen", taken.LocalEndpoint.ToString()!, "--metrics-listen", "127.0.0.1:0"));
        await using var third = Start("--admin-socket", _directory["third.sock"]);

        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.StartsWith("mesh-ca: cannot listen for the identity service: ", second.Error, StringComparison.Ordinal);
        Assert.Equal(1, await third.WaitForExitAsync());
        Assert.Contains("held by another process", third.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_ends_with_2()
    {
        await using var process = ChildProcess.Start(new ProgramStart(BuiltProgram.Find("mesh-ca"), "--trust-domain", "Not A Domain", "--max-validity", "5s"));

        Assert.Equal(2, await process.WaitForExitAsync());
        Assert.Contains("--state-dir is missing", process.Error, StringComparison.Ordinal);
        Assert.Contains("--trust-domain: 'Not A Domain'", process.Error, StringComparison.Ordinal);
        Assert.Contains("--max-validity: '5s' is not a duration from 10s to 720h", process.Error, StringComparison.Ordinal);
    }

    private ChildProcess Start(params string[] more) => ChildProcess.Start(new ProgramStart(
        BuiltProgram.Find("mesh-ca"),
        ["--state-dir", _directory["state"], "--trust-domain", "td", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", .. more]));
}
