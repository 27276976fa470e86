using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Credentials;

/// <summary>What the certificate client logs. Never tokens or keys.</summary>
internal static partial class CredentialLog
{
    [LoggerMessage(201, LogLevel.Information, "Certificate of {Identity} valid until {NotAfter:O}, trust bundle {Bundle}")]
    public static partial void Obtained(ILogger logger, string identity, DateTimeOffset notAfter, string bundle);

    [LoggerMessage(202, LogLevel.Warning, "No new certificate. {State}. {Reason}")]
    public static partial void NotObtained(ILogger logger, string state, string reason);

    [LoggerMessage(203, LogLevel.Information, "Trust bundle {Version} with {Roots} roots")]
    public static partial void BundleChanged(ILogger logger, string version, int roots);
}
