using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Discovery.Transport;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>A stream in memory, driven from the server's side.</summary>
internal sealed class FakeStream(string method) : IControlStream
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<byte[]> _toServer = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> _toClient = Channel.CreateUnbounded<byte[]>();
    private int _nonce;

    public string Method { get; } = method;

    public bool IsDisposed { get; private set; }

    public Task SendAsync(byte[] message, CancellationToken cancellation) =>
        _toServer.Writer.TryWrite(message) ? Task.CompletedTask : throw new ControlTransportException(ControlStatus.Unavailable, "broken");

    public async Task<byte[]?> ReceiveAsync(CancellationToken cancellation)
    {
        try
        {
            return await _toClient.Reader.ReadAsync(cancellation);
        }
        catch (ChannelClosedException closed)
        {
            return closed.InnerException is { } failure ? throw failure : null;
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _toServer.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <summary>The server fails the stream.</summary>
    public void Break(ControlStatus status = ControlStatus.Unavailable)
    {
        _toServer.Writer.TryComplete();
        _toClient.Writer.TryComplete(new ControlTransportException(status, "the fake server broke the stream"));
    }

    /// <summary>The server ends the stream without an error.</summary>
    public void End() => _toClient.Writer.TryComplete();

    public async Task<DeltaDiscoveryRequest> NextRequestAsync() => DeltaDiscoveryRequest.Parser.ParseFrom(await NextMessageAsync());

    public async Task<byte[]> NextMessageAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _toServer.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Requests that are there and were not read.</summary>
    public bool TryNextRequest(out DeltaDiscoveryRequest? request)
    {
        request = _toServer.Reader.TryRead(out var message) ? DeltaDiscoveryRequest.Parser.ParseFrom(message) : null;
        return request is not null;
    }

    /// <summary>The next request of a type that is no acknowledgement.</summary>
    public async Task<DeltaDiscoveryRequest> NextSubscriptionAsync(string typeUrl)
    {
        while (true)
        {
            var request = await NextRequestAsync();
            if (request.ResponseNonce.Length == 0 && request.TypeUrl == typeUrl)
                return request;
        }
    }

    /// <summary>The next acknowledgement or refusal.</summary>
    public async Task<DeltaDiscoveryRequest> NextReplyAsync()
    {
        while (true)
        {
            var request = await NextRequestAsync();
            if (request.ResponseNonce.Length > 0)
                return request;
        }
    }

    public void Send(byte[] message) => _toClient.Writer.TryWrite(message);

    public string Send(string typeUrl, params (string Name, string Version, IMessage Content)[] resources) => Send(typeUrl, [], resources);

    public string Send(string typeUrl, string[] removed, params (string Name, string Version, IMessage Content)[] resources)
    {
        var response = new DeltaDiscoveryResponse { TypeUrl = typeUrl, Nonce = $"n{++_nonce}" };
        response.RemovedResources.AddRange(removed);
        foreach (var (name, version, content) in resources)
            response.Resources.Add(new Resource { Name = name, Version = version, Resource_ = Any.Pack(content) });
        Send(response.ToByteArray());
        return response.Nonce;
    }
}
