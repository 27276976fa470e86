using Mesh.Engine.Loops;

namespace Mesh.Proxy.Http;

/// <summary>Where an exchange goes when it is over.</summary>
internal interface IExchangePool
{
    /// <summary>Takes a finished exchange; it may still be in the middle of a call.</summary>
    void Return(HttpExchange exchange);
}

/// <summary>Exchanges of one kind and one loop that rest until the next request, so that a request allocates none.</summary>
/// <remarks>
/// A finished exchange rests only after everything that runs has returned: nothing that is still on the stack can meet it in its next life.
/// </remarks>
internal sealed class ExchangePool<T>(EventLoop events, Func<IExchangePool, T> create) : IExchangePool, ILoopWork
    where T : HttpExchange
{
    /// <summary>Most that rest; what comes beyond is left to the collector.</summary>
    internal const int MaxResting = 128;

    private readonly Stack<T> _resting = new();
    private readonly List<T> _finished = [];

    /// <summary>An exchange for a new request.</summary>
    internal T Rent() => _resting.TryPop(out var exchange) ? exchange : create(this);

    /// <inheritdoc/>
    public void Return(HttpExchange exchange)
    {
        if (_finished.Count == 0)
            events.Defer(this);
        _finished.Add((T)exchange);
    }

    /// <inheritdoc/>
    void ILoopWork.Run()
    {
        foreach (var exchange in _finished)
        {
            exchange.Rest();
            if (_resting.Count < MaxResting)
                _resting.Push(exchange);
        }
        _finished.Clear();
    }
}
