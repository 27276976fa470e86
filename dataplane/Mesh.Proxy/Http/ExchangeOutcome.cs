using System.Buffers.Text;
using Mesh.Engine.Http;
using Mesh.Proxy.Flags;

namespace Mesh.Proxy.Http;

/// <summary>What became of an exchange, for metrics and telemetry.</summary>
internal struct ExchangeOutcome
{
    /// <summary>Creates the outcome of an exchange that has none yet.</summary>
    public ExchangeOutcome()
    {
    }

    /// <summary>Status that was sent to the caller; 0 before.</summary>
    internal int Status { get; set; }

    /// <summary>Value of <c>grpc-status</c> seen in the response's head or trailers; -1 when there was none.</summary>
    internal int GrpcStatus { get; set; } = -1;

    /// <summary>Bytes of the request's body.</summary>
    internal long RequestBytes { get; set; }

    /// <summary>Bytes of the response's body.</summary>
    internal long ResponseBytes { get; set; }

    /// <summary>Why the proxy answered or ended the exchange itself.</summary>
    internal ResponseFlag Flag { get; set; }

    /// <summary>Whether the caller got what it asked for: no 5xx, no server-side gRPC error, no broken response.</summary>
    internal readonly bool IsSuccess => Status is >= 100 and < 500 && Flag is ResponseFlag.None or ResponseFlag.DirectResponse
        && GrpcStatus is not (2 or 4 or 12 or 13 or 14 or 15);

    /// <summary>Takes note of the gRPC status in <paramref name="block"/>, if there is one.</summary>
    internal void ReadGrpcStatus(HeaderBlock block)
    {
        if (block.TryGet("grpc-status"u8, out var value) && Utf8Parser.TryParse(value, out int status, out _))
            GrpcStatus = status;
    }
}
