using Envoy.Service.Discovery.V3;
using Mesh.ControlPlane.Discovery.Subscriptions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.ControlPlane.Tests.Discovery.Subscriptions;

/// <summary>
/// Plays a stream written as steps and returns what was sent, one line per response: <c>cluster a=1 -b</c>
/// (resource a in version 1, b removed). Steps:
/// <c>mesh RESOURCES</c> (the mesh is now this), <c>sub TYPE NAMES…</c>, <c>unsub TYPE NAMES…</c>,
/// <c>first TYPE NAMES… | NAME=VERSION…</c> (with initial versions), <c>ack TYPE</c> and <c>nack TYPE TEXT</c> (the oldest unanswered
/// response of the type), <c>stale TYPE NAMES…</c> (a refusal with a nonce that nobody waits for, and subscriptions).
/// </summary>
internal sealed class StreamScript
{
    private readonly Queue<DeltaDiscoveryResponse> _unanswered = new();
    private FixedSource _mesh = new();

    public StreamScript(SubscriptionLimits? limits = null, int bodyBytes = 10)
    {
        Subscriptions = new DeltaSubscriptions("s1", limits ?? new SubscriptionLimits(), Time);
        BodyBytes = bodyBytes;
    }

    public FakeTimeProvider Time { get; } = new();

    public DeltaSubscriptions Subscriptions { get; }

    public List<DeltaDiscoveryResponse> Sent { get; } = [];

    public List<Acknowledgement> Acknowledgements { get; } = [];

    private int BodyBytes { get; }

    /// <summary>Plays steps that must not end the stream; returns what was sent meanwhile.</summary>
    public string[] Play(params string[] steps)
    {
        var before = Sent.Count;
        foreach (var step in steps)
            Assert.Null(Step(step));
        return [.. Sent.Skip(before).Select(Describe)];
    }

    /// <summary>Plays one step; returns why the stream must end, or null.</summary>
    public SubscriptionRefusal? Step(string step)
    {
        var words = step.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] == "mesh")
        {
            _mesh = new FixedSource(string.Join(' ', words[1..]), BodyBytes, Time.GetTimestamp());
        }
        else
        {
            var outcome = Subscriptions.Apply(Request(words));
            if (outcome.Acknowledgement is { } acknowledgement)
                Acknowledgements.Add(acknowledgement);
            if (outcome.Refusal is not null)
                return outcome.Refusal;
        }

        while (Subscriptions.Next(_mesh) is { } response)
        {
            Sent.Add(response);
            _unanswered.Enqueue(response);
        }

        return null;
    }

    private static string Describe(DeltaDiscoveryResponse response) => string.Join(' ',
        [
            ShortTypes.Of(response.TypeUrl),
            .. response.Resources.Select(resource => $"{resource.Name}={resource.Version}"),
            .. response.RemovedResources.Select(name => $"-{name}"),
        ]);

    private DeltaDiscoveryRequest Request(string[] words)
    {
        var request = new DeltaDiscoveryRequest { TypeUrl = words[1].StartsWith("type.", StringComparison.Ordinal) ? words[1] : ShortTypes.UrlOf(words[1]) };
        var rest = words[2..];
        switch (words[0])
        {
            case "sub":
                request.ResourceNamesSubscribe.Add(rest);
                break;
            case "unsub":
                request.ResourceNamesUnsubscribe.Add(rest);
                break;
            case "both":
                request.ResourceNamesSubscribe.Add(rest);
                request.ResourceNamesUnsubscribe.Add(rest);
                break;
            case "first":
                request.ResourceNamesSubscribe.Add(rest.TakeWhile(word => word != "|"));
                foreach (var known in rest.SkipWhile(word => word != "|").Skip(1).Select(word => word.Split('=')))
                    request.InitialResourceVersions.Add(known[0], known[1]);
                break;
            case "ack":
                request.ResponseNonce = TakeNonce(request.TypeUrl);
                break;
            case "nack":
                request.ResponseNonce = TakeNonce(request.TypeUrl);
                request.ErrorDetail = new Google.Rpc.Status { Code = 3, Message = string.Join(' ', rest) };
                break;
            case "stale":
                request.ResponseNonce = "s0.1";
                request.ErrorDetail = new Google.Rpc.Status { Code = 3, Message = "stale" };
                request.ResourceNamesSubscribe.Add(rest);
                break;
            default:
                throw new ArgumentException($"no step '{words[0]}'");
        }

        return request;
    }

    private string TakeNonce(string typeUrl)
    {
        for (var tries = _unanswered.Count; tries > 0; tries--)
        {
            var response = _unanswered.Dequeue();
            if (response.TypeUrl == typeUrl)
                return response.Nonce;
            _unanswered.Enqueue(response);
        }

        throw new InvalidOperationException("no response of that type waits for an answer");
    }
}
