namespace Mesh.Proxy.Runtime;

/// <summary>Severity of a log line.</summary>
internal enum LogLevel
{
    /// <summary>For those who look for a fault.</summary>
    Debug,

    /// <summary>What an operator wants to know.</summary>
    Info,

    /// <summary>What an operator should look at.</summary>
    Warn,
}

/// <summary>One line per event, written to one writer. Thread-safe; the level may be changed at any time.</summary>
internal sealed class ProxyLog(TextWriter writer, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>Lines below it are not written.</summary>
    internal LogLevel Level { get; set; } = LogLevel.Info;

    internal void Debug(string message) => Write(LogLevel.Debug, message);

    internal void Info(string message) => Write(LogLevel.Info, message);

    internal void Warn(string message) => Write(LogLevel.Warn, message);

    private void Write(LogLevel level, string message)
    {
        if (level < Level)
            return;
        var line = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Name(level)} {message.ReplaceLineEndings(" ")}");
        lock (_gate)
            writer.WriteLine(line);
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        _ => "warn",
    };
}
