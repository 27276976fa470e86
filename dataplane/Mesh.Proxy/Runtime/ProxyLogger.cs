using Microsoft.Extensions.Logging;

namespace Mesh.Proxy.Runtime;

/// <summary>Lets discovery write to the proxy's log.</summary>
internal sealed class ProxyLogger(ProxyLog log) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => logLevel >= Microsoft.Extensions.Logging.LogLevel.Debug;

    /// <inheritdoc/>
    public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        switch (logLevel)
        {
            case >= Microsoft.Extensions.Logging.LogLevel.Warning:
                log.Warn(message);
                break;
            case Microsoft.Extensions.Logging.LogLevel.Information:
                log.Info(message);
                break;
            default:
                log.Debug(message);
                break;
        }
    }
}
