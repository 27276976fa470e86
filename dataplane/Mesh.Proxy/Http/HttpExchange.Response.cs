using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Traffic.Retries;

namespace Mesh.Proxy.Http;

/// <content>The response's way: from the upstream to the caller.</content>
internal abstract partial class HttpExchange
{
    private int _responseDebt;
    private bool _responseEnded;
    private bool _isTunnel;

    /// <inheritdoc/>
    public void OnWritable(ByteStream stream)
    {
        if (IsCurrent(stream))
            SettleResponse();
    }

    /// <summary>The response's head, or an interim one, is there.</summary>
    internal void OnResponseHead(HeaderBlock head, bool endStream)
    {
        if (head.Status is >= 100 and < 200 and not 101)
        {
            Downstream.SendHeaders(head, endStream: false);
            return;
        }
        PrepareResponse(head);
        _outcome.ReadGrpcStatus(head);
        if (TryRetryResponse(head.Status, endStream))
            return;
        _outcome.Status = head.Status;
        _isTunnel = OpensTunnel(head);
        _replay.Drop();
        Downstream.SendHeaders(head, endStream);
        if (endStream)
            EndResponse();
    }

    /// <summary>Bytes of the response's body.</summary>
    internal void OnResponseData(ReadOnlySpan<byte> data, bool endStream)
    {
        _outcome.ResponseBytes += data.Length;
        Downstream.SendData(data, endStream);
        if (endStream)
        {
            EndResponse();
            return;
        }
        _responseDebt += data.Length;
        if (Downstream.SendCapacity > 0)
            SettleResponse();
    }

    /// <summary>The response ends with trailers.</summary>
    internal void OnResponseTrailers(HeaderBlock trailers)
    {
        _outcome.ReadGrpcStatus(trailers);
        Downstream.SendTrailers(trailers);
        EndResponse();
    }

    /// <summary>Changes the head of a final response for the caller.</summary>
    protected virtual void PrepareResponse(HeaderBlock head)
    {
    }

    private bool TryRetryResponse(int status, bool endStream)
    {
        var outcome = new AttemptOutcome(AttemptEnd.Response) { Status = status, GrpcStatus = endStream ? _outcome.GrpcStatus : -1, ResponseStarted = true };
        if (DecideRetry(outcome) is not { Verdict: RetryVerdict.Retry } retry)
            return false;
        _outcome.GrpcStatus = -1;
        EndAttempt(new AttemptFailure(StreamError.Cancelled, false, true, null));
        Retry(retry.Delay);
        return true;
    }

    private bool OpensTunnel(HeaderBlock head) => head.Status is >= 200 and < 300
        && (IsUpgrade ? !head.Protocol.IsEmpty : Request.Method.SequenceEqual("CONNECT"u8));

    // Each side of a tunnel ends for itself. After a response what follows of its request is of no use to anyone.
    private void EndResponse()
    {
        _responseEnded = true;
        if (_requestEnded || !_isTunnel)
            Complete();
    }

    private void Complete()
    {
        OnAttemptEnded(null);
        if (_requestEnded)
            _attempt.Clear();
        else
            _attempt.Cancel(StreamError.Cancelled);
        Finish();
    }

    private void RestResponse()
    {
        _responseDebt = 0;
        _responseEnded = _isTunnel = false;
    }

    private void SettleResponse()
    {
        var debt = _responseDebt;
        _responseDebt = 0;
        if (debt > 0)
            _attempt.Stream?.Consumed(debt);
    }
}
