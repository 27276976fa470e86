namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>Responses of one type that wait for their acknowledgement, oldest first.</summary>
internal sealed class AcknowledgementQueue
{
    private readonly List<SentResponse> _waiting = [];

    public int Count => _waiting.Count;

    public void Add(SentResponse response) => _waiting.Add(response);

    /// <summary>Takes the response of that nonce out. Those sent before it are dropped: the client went past them.</summary>
    /// <returns>Null when none waits under that nonce.</returns>
    public SentResponse? Take(string nonce)
    {
        var position = _waiting.FindIndex(response => response.Nonce == nonce);
        if (position < 0)
            return null;
        var taken = _waiting[position];
        _waiting.RemoveRange(0, position + 1);
        return taken;
    }
}
