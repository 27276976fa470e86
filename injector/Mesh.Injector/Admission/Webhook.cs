using Mesh.Hosting.Kubernetes;
using Mesh.Injection;
using Mesh.Injection.Decisions;
using Mesh.Injector.Namespaces;
using Prometheus;

namespace Mesh.Injector.Admission;

/// <summary>Answers <c>POST /inject</c>. Changes nothing anywhere, so a dry run is like any other.</summary>
internal sealed partial class Webhook
{
    /// <summary>Longer requests are refused: the API server takes no objects of more than 3 MiB.</summary>
    public const int MaxBody = 8 * 1024 * 1024;

    private readonly PodInjector _injector;
    private readonly INamespaceSource _namespaces;
    private readonly ILogger<Webhook> _log;
    private readonly Counter _reviews;

    public Webhook(PodInjector injector, INamespaceSource namespaces, CollectorRegistry registry, ILogger<Webhook> log)
    {
        _injector = injector;
        _namespaces = namespaces;
        _log = log;
        _reviews = Metrics.WithCustomRegistry(registry).CreateCounter("mesh_injector_reviews_total", "Pods that the API server asked about, by outcome.", "outcome");
        foreach (var outcome in Enum.GetNames<InjectionOutcome>())
            _reviews.WithLabels(outcome).Publish();
    }

    /// <summary>Handles one HTTP request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        var answer = await AnswerAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Status == StatusCodes.Status200OK ? "application/json" : "text/plain; charset=utf-8";
        await context.Response.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The answer to a request's body.</summary>
    public async Task<AdmissionAnswer> AnswerAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var request = AdmissionRequest.Read(body.Span, out var error);
        if (request is null)
        {
            LogBadRequest(error!);
            return AdmissionAnswer.BadRequest(error!);
        }
        if (request.Pod is null)
            return AdmissionAnswer.NotOurs(request.Uid);
        var (within, missing) = await FindAsync(request.Namespace, cancellation).ConfigureAwait(false);
        if (within is null)
            return AdmissionAnswer.Denied(request.Uid, missing!);
        var result = _injector.Inject(request.Pod, within);
        Record(request, result);
        return AdmissionAnswer.Of(request.Uid, result);
    }

    private async Task<(NamespaceFacts? Found, string? Missing)> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await _namespaces.FindAsync(name, cancellation).ConfigureAwait(false) is { } found
                ? (found, null)
                : (null, $"there is no namespace '{name}'");
        }
        catch (ApiException unreachable)
        {
            LogNoNamespace(name, unreachable.Message);
            return (null, $"namespace '{name}' cannot be read: {unreachable.Message}; create the pod again when the API server answers");
        }
    }

    private void Record(AdmissionRequest request, InjectionResult result)
    {
        _reviews.WithLabels(result.Outcome.ToString()).Inc();
        var name = request.PodName;
        if (!result.IsAllowed)
            LogRefused(name, result.Outcome, result.Message);
        else if (result.Outcome == InjectionOutcome.Injected)
            LogInjected(name);
        else
            LogLeftAlone(name, result.Outcome, result.Message);
    }

    [LoggerMessage(20, LogLevel.Information, "injected pod {Pod}")]
    private partial void LogInjected(string pod);

    [LoggerMessage(21, LogLevel.Warning, "refused pod {Pod} ({Outcome}): {Reason}")]
    private partial void LogRefused(string pod, InjectionOutcome outcome, string reason);

    [LoggerMessage(22, LogLevel.Debug, "left pod {Pod} alone ({Outcome}): {Reason}")]
    private partial void LogLeftAlone(string pod, InjectionOutcome outcome, string reason);

    [LoggerMessage(23, LogLevel.Warning, "answered 400: {Reason}")]
    private partial void LogBadRequest(string reason);

    [LoggerMessage(24, LogLevel.Warning, "namespace {Namespace} cannot be read, its pods are refused: {Reason}")]
    private partial void LogNoNamespace(string @namespace, string reason);
}
