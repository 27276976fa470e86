namespace Mesh.Conventions;

/// <summary>Names of what injection reads from and writes into pods.</summary>
public static class InjectionNames
{
    /// <summary>
    /// Annotation of a namespace or pod, the pod's wins: <c>enabled</c> or <c>disabled</c>. A label of the same name mirrors it, because
    /// webhooks select by labels.
    /// </summary>
    public const string Inject = "meshctl.dev/inject";

    /// <summary>Value of <see cref="Inject"/>: pods get a proxy.</summary>
    public const string Enabled = "enabled";

    /// <summary>Value of <see cref="Inject"/>: pods get no proxy.</summary>
    public const string Disabled = "disabled";

    /// <summary>Label of an injected pod; its value is <c>true</c>.</summary>
    public const string Injected = "meshctl.dev/injected";

    /// <summary>Prefix of the annotations, of a namespace or pod, that configure the proxy.</summary>
    public const string SettingsPrefix = "config.meshctl.dev/";

    /// <summary>The init container that writes the iptables rules.</summary>
    public const string InitContainer = "mesh-init";

    /// <summary>The native sidecar.</summary>
    public const string ProxyContainer = "mesh-proxy";

    /// <summary>Volume of the projected service account token.</summary>
    public const string TokenVolume = "mesh-token";

    /// <summary>Volume of the roots, and the ConfigMap of every namespace that holds them.</summary>
    public const string RootVolume = "mesh-root";

    /// <summary>Volume of the proxy's last good configuration.</summary>
    public const string StateVolume = "mesh-state";

    /// <summary>Key of the ConfigMap <see cref="RootVolume"/>: PEM of all trusted roots.</summary>
    public const string RootKey = "root.pem";

    /// <summary>Environment variable of the proxy: the application's own probes, in JSON (<see cref="AppProbeNames"/>).</summary>
    public const string AppProbesVariable = "MESH_APP_PROBES";
}
