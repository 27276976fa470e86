using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Pools;

/// <summary>One question of a requester's: what a pool keeps of it and answers by. It is worth nothing once it was answered or withdrawn.</summary>
public readonly struct StreamTicket
{
    private readonly StreamRequester _requester;
    private readonly long _question;

    internal StreamTicket(StreamRequester requester, long question)
    {
        _requester = requester;
        _question = question;
    }

    /// <summary>Whether an answer is waited for.</summary>
    public bool IsLive => _requester.IsAt(_question);

    /// <summary>Whether the request is an upgrade.</summary>
    public bool IsUpgrade => _requester.WantsUpgrade;

    /// <summary>For the stream that is opened.</summary>
    public IHttpStreamHandler Handler => _requester.Handler;

    /// <summary>Gives the requester its stream; the stream is reset when nobody waits for it.</summary>
    public void Answer(HttpStream stream)
    {
        if (IsLive)
            _requester.Take(stream);
        else
            stream.Reset(StreamError.Cancelled);
    }

    /// <summary>Tells the requester, if it waits, that there is no stream.</summary>
    public void Fail(StreamError error, string? detail)
    {
        if (IsLive)
            _requester.Take(error, detail);
    }

    internal void OnQueued() => _requester.OnQueued();
}
