using System.Globalization;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>PostgreSQL with TLS, as Debian's package has it, on a fresh database.</summary>
public sealed class PostgresServer(PeersMesh peers) : IAsyncLifetime
{
    internal const int Port = 5432;

    // It refuses to run as root; nobody exists everywhere.
    private const int Uid = 65534;

    private ChildProcess? _postgres;

    public async ValueTask InitializeAsync()
    {
        if (!PeerPrograms.Installed)
            return;
        var data = peers.Mesh.Directory.Subdirectory("postgres", Uid);
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
            await MakeAsync(data);
        _postgres = await peers.ServeAsync(Port, new ProgramStart(Program("postgres"), "-D", data, "-k", data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-h", "0.0.0.0",
            "-c", "ssl=on", "-c", "fsync=off", "-c", "max_connections=50") { Uid = Uid });
        await Eventually.TrueAsync(() => TryQuery("select 1").ExitCode == 0, "PostgreSQL answers through the mesh");
    }

    public async ValueTask DisposeAsync()
    {
        // Its order to end at once; SIGTERM would wait for the clients.
        if (_postgres is not null)
        {
            _postgres.Signal(ChildProcess.Interrupt);
            await _postgres.WaitForExitAsync();
        }
    }

    /// <summary>A connection string for the superuser.</summary>
    internal static string Connection(string service = "postgres.t", string sslMode = "disable", int port = Port) =>
        $"host={service} port={port} user=postgres dbname=postgres sslmode={sslMode} gssencmode=disable";

    /// <summary>Runs SQL in psql on the clients' host; the rows, without decoration.</summary>
    internal string Query(string sql, string? connection = null) => peers.Run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, connection ?? Connection()).TrimEnd();

    /// <summary>Runs SQL that may fail.</summary>
    internal CommandResult TryQuery(string sql, string? connection = null) => peers.Client.Host.Try("psql", "-X", "-q", "-A", "-t", "-c", sql, connection ?? Connection());

    /// <summary>Path of one of PostgreSQL's programs.</summary>
    internal static string Program(string name) => Path.Combine(PeerPrograms.PostgresFolder!, name);

    private async Task MakeAsync(string data)
    {
        var init = ChildProcess.Start(new ProgramStart(Program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C", "-E", "UTF8") { Uid = Uid });
        Assert.True(await init.WaitForExitAsync(TimeSpan.FromSeconds(60)) == 0, init.Error);
        await File.AppendAllTextAsync(Path.Combine(data, "pg_hba.conf"), "host all all 0.0.0.0/0 trust\n");
        Command.Run("openssl", "req", "-new", "-x509", "-days", "2", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=postgres.t",
            "-out", Path.Combine(data, "server.crt"), "-keyout", Path.Combine(data, "server.key"));
        TemporaryDirectory.Own(Path.Combine(data, "server.crt"), Uid);
        TemporaryDirectory.Own(Path.Combine(data, "server.key"), Uid);
    }
}
