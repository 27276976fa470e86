using System.Globalization;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>PostgreSQL and psql: negotiation, its own TLS, bulk data, cancellation on a second connection, notifications.</summary>
[Collection(PeerTests.Name)]
public sealed class PostgresTests(PeersMesh peers, PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const string OwnTls = "select ssl::text || ' ' || coalesce(version, '-') from pg_stat_ssl where pid = pg_backend_pid()";

    [PeerTheory]
    [InlineData("disable", "false -")]
    [InlineData("prefer", "true TLSv1.3")]
    [InlineData("require", "true TLSv1.3")]
    public void Its_own_tls_is_negotiated_inside_of_the_tunnel(string mode, string expected) =>
        Assert.Equal(expected, postgres.Query(OwnTls, PostgresServer.Connection(sslMode: mode)));

    [PeerTheory]
    [InlineData("disable")]
    [InlineData("require")]
    public void A_port_that_says_nothing_is_found_to_be_TCP(string mode) =>
        Assert.Equal("1", postgres.Query("select 1", PostgresServer.Connection("detected.t", mode, 5433)));

    [PeerFact]
    public void A_certificate_is_verified_against_the_servers_own()
    {
        var root = peers.Path("postgres/server.crt");
        Assert.Equal("true TLSv1.3", postgres.Query(OwnTls, PostgresServer.Connection(sslMode: "verify-full") + $" sslrootcert={root}"));
    }

    [PeerTheory]
    [InlineData("disable")]
    [InlineData("require")]
    public void Megabytes_are_copied_both_ways(string mode)
    {
        var (from, to) = (peers.WriteLines("copy-in", 8 * 1024 * 1024), peers.Path("copy-out"));
        var connection = PostgresServer.Connection(sslMode: mode);
        var script = peers.Path("copy.sql");
        File.WriteAllText(script, $"create temporary table lines (position serial, line text);\n\\copy lines (line) from '{from}'\n\\copy (select line from lines order by position) to '{to}'\n");
        peers.Run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script, connection);
        Assert.Equal(File.ReadAllBytes(from), File.ReadAllBytes(to));
    }

    [PeerTheory]
    [InlineData("disable")]
    [InlineData("require")]
    public async Task A_statement_is_cancelled_over_a_second_connection(string mode)
    {
        var waiting = peers.Client.Host.Start(new ProgramStart("psql", "-X", "-c", $"select pg_sleep(600), '{mode}'", PostgresServer.Connection(sslMode: mode)));
        await Eventually.TrueAsync(() => postgres.Query($"select count(*) from pg_stat_activity where wait_event = 'PgSleep' and query like '%{mode}%'") == "1", "the statement runs");
        waiting.Signal(ChildProcess.Interrupt);
        Assert.Equal(1, await waiting.WaitForExitAsync());
        Assert.Contains("canceling statement due to user request", waiting.Error, StringComparison.Ordinal);
    }

    [PeerFact]
    public async Task An_idle_connection_gets_its_notifications()
    {
        var (script, go) = (peers.Path("listen.sql"), peers.Path("listen.go"));
        await File.WriteAllTextAsync(script, $"listen news;\n\\echo listening\n\\! while [ ! -e '{go}' ]; do sleep 0.05; done\nselect 'woke up';\n");
        var listener = peers.Client.Host.Start(new ProgramStart("psql", "-X", "-f", script, PostgresServer.Connection(sslMode: "require")));
        await listener.WaitForOutputAsync("listening");
        for (var i = 0; i < 3; i++)
            postgres.Query(string.Create(CultureInfo.InvariantCulture, $"notify news, 'number {i}'"));
        await File.WriteAllTextAsync(go, "");
        Assert.Equal(0, await listener.WaitForExitAsync());
        for (var i = 0; i < 3; i++)
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Asynchronous notification \"news\" with payload \"number {i}\" received"), listener.Output, StringComparison.Ordinal);
    }

    [PeerFact]
    public async Task Connections_for_every_transaction_and_kept_ones_fail_none()
    {
        peers.Run(PostgresServer.Program("pgbench"), "-i", "-q", PostgresServer.Connection());
        var before = await peers.MetricAsync(peers.Server, "mesh_tcp_connections_opened_total", "direction=\"inbound\"");
        var kept = peers.Run(PostgresServer.Program("pgbench"), "-n", "-c", "8", "-t", "100", "-M", "prepared", PostgresServer.Connection(sslMode: "require"));
        Assert.Contains("number of transactions actually processed: 800/800", kept, StringComparison.Ordinal);
        var churning = peers.Run(PostgresServer.Program("pgbench"), "-n", "-S", "-C", "-c", "4", "-t", "25", PostgresServer.Connection());
        Assert.Contains("number of transactions actually processed: 100/100", churning, StringComparison.Ordinal);
        Assert.InRange(await peers.MetricAsync(peers.Server, "mesh_tcp_connections_opened_total", "direction=\"inbound\"") - before, 108, 120);
    }

    [PeerFact]
    public async Task A_backend_that_is_terminated_ends_its_client()
    {
        var waiting = peers.Client.Host.Start(new ProgramStart("psql", "-X", "-c", "select pg_sleep(600), 'doomed'", PostgresServer.Connection()));
        await Eventually.TrueAsync(() => postgres.Query("select count(pg_terminate_backend(pid)) from pg_stat_activity where wait_event = 'PgSleep' and query like '%doomed%'") == "1", "the backend is terminated");
        Assert.Equal(2, await waiting.WaitForExitAsync());
        Assert.Contains("terminating connection due to administrator command", waiting.Error, StringComparison.Ordinal);
    }
}
