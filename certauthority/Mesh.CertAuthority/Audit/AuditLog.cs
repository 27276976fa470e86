using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.Requests;
using Mesh.CertAuthority.Tokens;

namespace Mesh.CertAuthority.Audit;

/// <summary>
/// One line and one count for each certificate, each join token and each refusal: who, from where, by which credential, why not. Ids of tokens are
/// no secrets; tokens, keys and requests are not written. Floods are the exception: they are all counted, and written once a second.
/// </summary>
internal sealed partial class AuditLog(ILogger<AuditLog> log, AuditMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan FloodInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _floodWritten;
    private int _floodUnwritten;

    public void Issued(Caller caller, IssuedCertificate certificate, string peer)
    {
        var credential = AuditMetrics.LabelOf(caller.Credential);
        metrics.Issued(credential);
        WriteIssued(log, caller.Id.ToString(), certificate.SerialNumber, certificate.NotAfter, peer, credential, caller.Token?.Id ?? "-");
    }

    public void Refused(Caller? caller, Refusal refusal, string peer)
    {
        metrics.Refused(refusal.Label);
        if (refusal.Reason != RefusalReason.TooMany)
            WriteRefused(log, caller?.Id.ToString() ?? "-", peer, refusal.Label, caller?.Token?.Id ?? "-", refusal.Message);
        else if (TryTakeFlood(out var unwritten))
            WriteFlood(log, peer, refusal.Label, unwritten, refusal.Message);
    }

    public void TokenIssued(JoinToken token)
    {
        metrics.TokenIssued();
        WriteTokenIssued(log, token.Identity.ToString(), token.Id, token.Expires, token.Once);
    }

    private bool TryTakeFlood(out int unwritten)
    {
        lock (_gate)
        {
            unwritten = _floodUnwritten;
            if (_floodWritten is { } at && time.GetElapsedTime(at) < FloodInterval)
            {
                _floodUnwritten++;
                return false;
            }
            _floodWritten = time.GetTimestamp();
            _floodUnwritten = 0;
            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "audit: issued identity={Identity} serial={Serial} notAfter={NotAfter:O} peer={Peer} credential={Credential} token={TokenId}")]
    private static partial void WriteIssued(ILogger log, string identity, string serial, DateTimeOffset notAfter, string peer, string credential, string tokenId);

    [LoggerMessage(2, LogLevel.Warning, "audit: refused identity={Identity} peer={Peer} reason={Reason} token={TokenId}: {Message}")]
    private static partial void WriteRefused(ILogger log, string identity, string peer, string reason, string tokenId, string message);

    [LoggerMessage(3, LogLevel.Warning, "audit: refused identity=- peer={Peer} reason={Reason} unwritten={Unwritten}: {Message}")]
    private static partial void WriteFlood(ILogger log, string peer, string reason, int unwritten, string message);

    [LoggerMessage(4, LogLevel.Information, "audit: issued join token identity={Identity} token={TokenId} expires={Expires:O} once={Once}")]
    private static partial void WriteTokenIssued(ILogger log, string identity, string tokenId, DateTimeOffset expires, bool once);
}
