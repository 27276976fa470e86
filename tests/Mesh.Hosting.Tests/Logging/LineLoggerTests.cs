using Mesh.Hosting.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Hosting.Tests.Logging;

public sealed class LineLoggerTests : IDisposable
{
    private readonly StringWriter _writer = new();

    public void Dispose() => _writer.Dispose();

    [Fact]
    public void An_event_is_one_line()
    {
        Log("Mesh.X", logger => logger.LogInformation("started"));

        Assert.Equal("2026-03-01T12:00:00.000Z info started\n", _writer.ToString());
    }

    [Fact]
    public void What_a_peer_sent_cannot_forge_a_line()
    {
        Log("Mesh.X", logger => logger.LogWarning(new IOException("a\r\nb"), "x\n2026 info forged\u2028\u001b[2J\u0085"));

        Assert.Equal("2026-03-01T12:00:00.000Z warn x 2026 info forged  [2J : IOException: a  b\n", _writer.ToString());
    }

    [Fact]
    public void The_level_holds_for_the_mesh_and_warning_for_libraries()
    {
        Log("Mesh.X", logger => logger.LogDebug("hidden"));
        Log("Microsoft.AspNetCore", logger => logger.LogInformation("hidden"));
        Log("Microsoft.AspNetCore", logger => logger.LogError("shown"));

        Assert.Equal("2026-03-01T12:00:00.000Z error shown\n", _writer.ToString());
    }

    [Fact]
    public void Audit_lines_are_written_at_any_level()
    {
        Log("Mesh.X.Audit.AuditLog", logger => logger.LogInformation("issued"), LogLevel.Warning);
        Log("Mesh.X", logger => logger.LogInformation("hidden"), LogLevel.Warning);

        Assert.Equal("2026-03-01T12:00:00.000Z info issued\n", _writer.ToString());
    }

    private void Log(string category, Action<ILogger> write, LogLevel level = LogLevel.Information)
    {
        using var factory = LineLoggerProvider.CreateFactory(_writer, new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), level);
        write(factory.CreateLogger(category));
    }
}
