using System.Net;
using System.Threading.Channels;
using k8s.Autorest;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Hosting.Programs;
using Mesh.Hosting.Tls;

namespace Mesh.Injector.Certificates;

/// <summary>Keeps the webhook's certificate valid, and the API server's trust in it, also when somebody applies the configuration anew.</summary>
internal sealed partial class CertificateKeeper
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly CertificateSecret _secret;
    private readonly TrustedWebhooks _webhooks;
    private readonly Informer<string> _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateKeeper> _log;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private WebhookCertificate? _current;

    public CertificateKeeper(CertificateSecret secret, TrustedWebhooks webhooks, ApiCalls api, Random random, TimeProvider time, ILogger<CertificateKeeper> log)
    {
        _secret = secret;
        _webhooks = webhooks;
        _time = time;
        _log = log;
        _configuration = new Informer<string>(
            api, new KubernetesResource("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations"),
            (_, json, _) => string.Join(' ', json.Items("webhooks").Select(webhook => webhook.Field("clientConfig").Text("caBundle"))),
            _ => _changes.Writer.TryWrite(true),
            new InformerOptions { FieldSelector = $"metadata.name={TrustedWebhooks.Name}", IsOptional = true }, random, time, log);
    }

    /// <summary>The first certificate.</summary>
    /// <exception cref="StartupException">The API server does not answer or refuses.</exception>
    public async Task<ServerCertificate> OpenAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            _current = await _secret.GetAsync(either.Token).ConfigureAwait(false);
            return new ServerCertificate(_current.Context);
        }
        catch (Exception failed) when (IsFailure(failed, cancellation))
        {
            throw new StartupException($"Secret {CertificateSecret.Name} of the webhook's certificate: {Describe(failed)}", failed);
        }
    }

    /// <summary>Works until cancelled.</summary>
    public async Task KeepAsync(ServerCertificate shown, CancellationToken cancellation)
    {
        var watching = _configuration.RunAsync(cancellation);
        while (true)
        {
            var isRight = await TryAsync(shown, cancellation).ConfigureAwait(false);
            await WaitAsync(isRight ? Interval : Retry, cancellation).ConfigureAwait(false);
            if (watching.IsFaulted)
                await watching.ConfigureAwait(false);
        }
    }

    private async Task<bool> TryAsync(ServerCertificate shown, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var next = await _secret.GetAsync(either.Token).ConfigureAwait(false);
            if (next.NotAfter != _current!.NotAfter || !next.Bundle.Span.SequenceEqual(_current.Bundle.Span))
            {
                shown.Replace(next.Context);
                LogRenewed(next.NotAfter);
            }
            _current = next;
            var changed = await _webhooks.TrustAsync(next.Bundle, either.Token).ConfigureAwait(false);
            if (changed > 0)
                LogTrusted(changed);
            return true;
        }
        catch (HttpOperationException absent) when (absent.Response.StatusCode == HttpStatusCode.NotFound)
        {
            LogNoConfiguration();
            return true;
        }
        catch (Exception failed) when (IsFailure(failed, cancellation))
        {
            LogFailed(_current!.NotAfter, Describe(failed));
            return false;
        }
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It is time to look again.
        }
    }

    private static bool IsFailure(Exception error, CancellationToken cancellation) =>
        error is HttpOperationException or HttpRequestException || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static string Describe(Exception error) => error is HttpOperationException refused
        ? $"the API server answered {(int)refused.Response.StatusCode}: {refused.Response.Content.ReplaceLineEndings(" ")}"
        : $"the API server does not answer: {error.Message}";

    [LoggerMessage(10, LogLevel.Information, "the webhook's certificate was renewed, valid until {NotAfter:O}")]
    private partial void LogRenewed(DateTimeOffset notAfter);

    [LoggerMessage(11, LogLevel.Information, "the API server trusts the certificate of {Webhooks} webhooks now")]
    private partial void LogTrusted(int webhooks);

    [LoggerMessage(12, LogLevel.Warning, "there is no MutatingWebhookConfiguration mesh-injector, so no pod is injected; apply it, the rest follows")]
    private partial void LogNoConfiguration();

    [LoggerMessage(13, LogLevel.Warning, "certificate and trust not checked, trying again; the certificate is valid until {NotAfter:O}: {Reason}")]
    private partial void LogFailed(DateTimeOffset notAfter, string reason);
}
