using Envoy.Service.Discovery.V3;
using Mesh.Discovery.Transport;
using Mesh.Discovery.Xds;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Client;

/// <summary>Counts and logs what happens on the streams. Written by one thread.</summary>
internal sealed class StatusTracker(ILogger logger)
{
    private volatile DiscoveryStatus _status = new();

    public DiscoveryStatus Status => _status;

    /// <summary>A response was taken over, in parts or as a whole.</summary>
    /// <returns>Whether it was the stream's first.</returns>
    public bool Received(DeltaDiscoveryResponse response, DeltaOutcome outcome)
    {
        var isFirst = !_status.IsConnected;
        if (isFirst)
        {
            Log.Connected(logger, response.ControlPlane?.Identifier ?? "");
            _status = _status with { IsConnected = true, Connections = _status.Connections + 1 };
        }
        foreach (var warning in outcome.Warnings)
            Log.FieldIgnored(logger, warning);
        _status = outcome.Reply.ErrorDetail is { } refusal ? Refused(response.TypeUrl, refusal.Message) : Accepted(response.TypeUrl);
        return isFirst;
    }

    /// <summary>The stream is given up for a new one.</summary>
    public void Reconnecting() => _status = _status with { IsConnected = false };

    /// <summary>The stream broke, or could not be opened.</summary>
    public void Disconnected(ControlTransportException end)
    {
        Log.Disconnected(logger, end.Message);
        _status = _status with { IsConnected = false, LastDisconnect = end.Message };
    }

    private DiscoveryStatus Refused(string typeUrl, string reason)
    {
        Log.Refused(logger, reason);
        return _status with { Refused = _status.Refused + 1, LastRefusal = $"{typeUrl}: {reason}" };
    }

    private DiscoveryStatus Accepted(string typeUrl)
    {
        var isResolved = _status.LastRefusal.StartsWith(typeUrl + ":", StringComparison.Ordinal);
        return _status with { Accepted = _status.Accepted + 1, LastRefusal = isResolved ? "" : _status.LastRefusal };
    }
}
