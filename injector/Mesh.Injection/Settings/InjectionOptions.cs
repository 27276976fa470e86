namespace Mesh.Injection.Settings;

/// <summary>What all injected pods have in common.</summary>
public sealed record InjectionOptions
{
    /// <summary>Image of mesh-proxy.</summary>
    public required string ProxyImage { get; init; }

    /// <summary>Image of mesh-proxyinit.</summary>
    public required string InitImage { get; init; }

    /// <summary>Trust domain of the mesh's identities.</summary>
    public required string TrustDomain { get; init; }

    /// <summary>The certificate authority, <c>HOST:PORT</c>.</summary>
    public required string CertAuthority { get; init; }

    /// <summary>The control plane, <c>HOST:PORT</c>.</summary>
    public required string ControlPlane { get; init; }

    /// <summary>Namespace of the control-side services, whose pods get no proxy.</summary>
    public required string SystemNamespace { get; init; }
}
