namespace Mesh.ControlPlane.Identity;

/// <summary>Log lines about the control plane's own certificate.</summary>
internal sealed partial class CertificateLog(ILogger<CertificateKeeper> logger)
{
    /// <summary>An attempt failed.</summary>
    public void Failed(string reason, int failures, DateTimeOffset? validUntil)
    {
        if (validUntil is { } until)
            NotRenewed(until, failures, reason);
        else
            NotObtained(failures, reason);
    }

    [LoggerMessage(300, LogLevel.Information, "certificate of {Identity} obtained, valid until {NotAfter:u}")]
    public partial void Obtained(string identity, DateTimeOffset notAfter);

    [LoggerMessage(301, LogLevel.Information, "trust bundle {Version} with {Roots} roots is in force")]
    public partial void BundleInForce(string version, int roots);

    [LoggerMessage(302, LogLevel.Warning, "trust bundle not refreshed, the one in force is kept: {Reason}")]
    public partial void BundleKept(string reason);

    [LoggerMessage(303, LogLevel.Warning, "trust bundle not written to the state directory: {Reason}")]
    public partial void BundleNotWritten(string reason);

    [LoggerMessage(304, LogLevel.Warning, "no certificate yet, so proxies are not served; attempt {Failures} failed and is repeated: {Reason}")]
    private partial void NotObtained(int failures, string reason);

    [LoggerMessage(305, LogLevel.Warning, "certificate not renewed, the one valid until {NotAfter:u} is kept; attempt {Failures} failed and is repeated: {Reason}")]
    private partial void NotRenewed(DateTimeOffset notAfter, int failures, string reason);
}
