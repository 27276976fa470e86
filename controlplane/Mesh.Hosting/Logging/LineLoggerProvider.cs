using System.Globalization;

namespace Mesh.Hosting.Logging;

/// <summary>
/// Writes one line per event, <c>2026-03-01T12:00:00.000Z info message</c>. Control characters in a message become spaces, so that what a peer
/// sent cannot forge a line. Libraries (categories that do not begin with <c>Mesh</c>) are heard from level warning on; audit lines
/// (categories with a part <c>Audit</c>) from level information on whatever the level is.
/// </summary>
/// <param name="writer">Where the lines go.</param>
/// <param name="time">The clock.</param>
/// <param name="level">Events below it are not written.</param>
public sealed class LineLoggerProvider(TextWriter writer, TimeProvider time, LogLevel level) : ILoggerProvider
{
    // It repeats what whoever starts a surface learns as an exception.
    private const string GenericHost = "Microsoft.Extensions.Hosting.Internal.Host";

    private readonly Lock _gate = new();

    /// <summary>A logger factory that writes through one such provider.</summary>
    public static ILoggerFactory CreateFactory(TextWriter writer, TimeProvider time, LogLevel level) =>
        LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LineLoggerProvider(writer, time, level)));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        ArgumentNullException.ThrowIfNull(categoryName);
        return new LineLogger(this, MinimumOf(categoryName));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    internal void Write(LogLevel severity, string message, Exception? exception)
    {
        var text = exception is null ? message : $"{message}: {exception.GetType().Name}: {exception.Message}";
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Name(severity)} {OneLine(text)}");
        lock (_gate)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    private LogLevel MinimumOf(string category)
    {
        if (category.Contains(".Audit.", StringComparison.Ordinal))
            return level < LogLevel.Information ? level : LogLevel.Information;
        if (category == GenericHost)
            return LogLevel.None;
        var ours = category.StartsWith("Mesh", StringComparison.Ordinal);
        return ours || level > LogLevel.Warning ? level : LogLevel.Warning;
    }

    private static string Name(LogLevel severity) => severity switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private static string OneLine(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
    });

    private sealed class LineLogger(LineLoggerProvider provider, LogLevel minimum) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                provider.Write(logLevel, formatter(state, exception), exception);
        }
    }
}
