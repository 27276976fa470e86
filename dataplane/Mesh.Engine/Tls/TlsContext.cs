using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>
/// Credentials and options made ready for TLS: immutable, shared by any number of connections on any loop. To change
/// something create another one and use that for new connections; open connections keep theirs.
/// </summary>
/// <remarks>
/// The native part, with the private key, is freed when the owner disposed the context and the last connection that uses it
/// is gone. An owner that cannot know whether a loop is about to use the context simply drops it: the finalizer frees it.
/// </remarks>
public sealed class TlsContext : IDisposable
{
    private static long _created;

    private readonly AlpnList _protocols;
    private nint _native;
    private int _references = 1;
    private int _disposed;
    private volatile byte[] _lastPeer = [];

    private TlsContext(TlsCredentials credentials, TlsOptions options)
    {
        IsServer = options is TlsServerOptions;
        Options = options;
        _protocols = new AlpnList(options.ApplicationProtocols);
        try
        {
            _native = NativeContext.Create(credentials, options, _protocols);
        }
        catch
        {
            _protocols.Dispose();
            GC.SuppressFinalize(this);
            throw;
        }
    }

    /// <summary>Frees the native part of a context that was dropped.</summary>
    ~TlsContext() => FreeNative();

    /// <summary>Whether this is for accepting connections.</summary>
    public bool IsServer { get; }

    internal TlsOptions Options { get; }

    /// <summary>Tells contexts apart, also after one is gone.</summary>
    internal long Number { get; } = Interlocked.Increment(ref _created);

    internal nint Native => _native;

    /// <summary>Creates a context for accepting connections.</summary>
    /// <exception cref="TlsConfigurationException">A certificate or the key cannot be read or they do not fit together.</exception>
    public static TlsContext CreateServer(TlsCredentials credentials, TlsServerOptions options) => new(credentials, options);

    /// <summary>Creates a context for making connections.</summary>
    /// <exception cref="TlsConfigurationException">A certificate or the key cannot be read or they do not fit together.</exception>
    public static TlsContext CreateClient(TlsCredentials credentials, TlsClientOptions options) => new(credentials, options);

    /// <summary>Gives up the owner's part; connections that use the context keep it alive. Any thread.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Release();
    }

    /// <summary>Keeps the native part until <see cref="Release"/>.</summary>
    /// <exception cref="ObjectDisposedException">The last user is gone already.</exception>
    internal void AddReference()
    {
        var seen = Volatile.Read(ref _references);
        while (true)
        {
            ObjectDisposedException.ThrowIf(seen == 0, this);
            var before = Interlocked.CompareExchange(ref _references, seen + 1, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            FreeNative();
            GC.SuppressFinalize(this);
        }
    }

    internal string ProtocolName(ReadOnlySpan<byte> protocol) => protocol.IsEmpty ? "" : _protocols.NameOf(protocol);

    /// <summary>The certificate as an array, shared with the previous connection when the same peer came again.</summary>
    internal byte[] Share(ReadOnlySpan<byte> certificate)
    {
        var last = _lastPeer;
        return certificate.SequenceEqual(last) ? last : _lastPeer = certificate.ToArray();
    }

    private void FreeNative()
    {
        var native = Interlocked.Exchange(ref _native, 0);
        if (native == 0)
            return;
        LibSsl.ContextFree(native);
        _protocols.Dispose();
    }
}
