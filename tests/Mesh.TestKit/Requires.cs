namespace Mesh.TestKit;

/// <summary>
/// What a test needs of the machine. Used as
/// <c>[Fact(Skip = Requires.RootReason, SkipUnless = nameof(Requires.Root), SkipType = typeof(Requires))]</c>,
/// so that a test that cannot run is reported as skipped, which fails in CI.
/// </summary>
public static class Requires
{
    /// <summary>Why a test that needs <see cref="Root"/> is skipped.</summary>
    public const string RootReason = "network namespaces need root, iproute2 and iptables";

    /// <summary>Whether this process may make network namespaces and rules in them.</summary>
    public static bool Root { get; } = Environment.IsPrivilegedProcess && Installed("ip") && Installed("iptables-restore") && Installed("setpriv");

    /// <summary>Whether <paramref name="program"/> is in one of the usual directories.</summary>
    public static bool Installed(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin" }.Any(directory => File.Exists(Path.Combine(directory, program)));
}
