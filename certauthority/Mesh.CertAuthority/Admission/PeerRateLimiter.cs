using System.Buffers.Binary;
using System.Net;

namespace Mesh.CertAuthority.Admission;

/// <summary>
/// A token bucket per peer: IPv4 address or IPv6 /64 network. The table is bounded; when it is full of peers that still recover, newcomers share
/// one bucket, so that a flood of addresses can neither grow the table nor free the flooders.
/// </summary>
/// <param name="limits">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class PeerRateLimiter(RateLimits limits, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Bucket> _peers = [];
    private Bucket _overflow = new(limits.Burst, time.GetTimestamp());

    /// <summary>How many peers are in the table.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _peers.Count;
        }
    }

    /// <summary>Takes one token of a peer's bucket.</summary>
    /// <param name="peer">Its address; null when there is none: counted as one peer.</param>
    /// <returns>False when the bucket is empty.</returns>
    public bool TryAcquire(IPAddress? peer)
    {
        var key = Key(peer ?? IPAddress.None);
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var known = _peers.TryGetValue(key, out var bucket);
            if (!known && _peers.Count >= limits.MaxPeers && !DropRecovered(now))
                return Take(ref _overflow, now);
            if (!known)
                bucket = new Bucket(limits.Burst, now);
            var taken = Take(ref bucket, now);
            _peers[key] = bucket;
            return taken;
        }
    }

    private static UInt128 Key(IPAddress peer)
    {
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out var length);
        if (length == 16)
            bytes[8..].Clear();
        else
            bytes[15] = 1;
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private bool DropRecovered(long now)
    {
        foreach (var (key, bucket) in _peers)
        {
            if (Refilled(bucket, now) >= limits.Burst)
                _peers.Remove(key);
        }
        return _peers.Count < limits.MaxPeers;
    }

    private bool Take(ref Bucket bucket, long now)
    {
        var tokens = Refilled(bucket, now);
        var taken = tokens >= 1;
        bucket = new Bucket(taken ? tokens - 1 : tokens, now);
        return taken;
    }

    private double Refilled(Bucket bucket, long now) =>
        Math.Min(limits.Burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * limits.PerSecond));

    private readonly record struct Bucket(double Tokens, long At);
}

/// <summary>Limits of <see cref="PeerRateLimiter"/>.</summary>
/// <param name="PerSecond">Requests per second and peer in the long run.</param>
/// <param name="Burst">Requests at once.</param>
/// <param name="MaxPeers">Peers in the table.</param>
internal sealed record RateLimits(double PerSecond, double Burst, int MaxPeers)
{
    /// <summary>Room for a host that starts two hundred workloads at once; 4096 peers.</summary>
    public static RateLimits Default { get; } = new(PerSecond: 50, Burst: 400, MaxPeers: 4096);
}
