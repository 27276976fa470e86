namespace Mesh.Conventions;

/// <summary>Names of the mesh's own services.</summary>
public static class MeshIdentities
{
    /// <summary>Namespace of the control-side services.</summary>
    public const string SystemNamespace = "mesh-system";

    /// <summary>Service account of the control plane.</summary>
    public const string ControlPlane = "mesh-controlplane";

    /// <summary>Service account of the certificate authority.</summary>
    public const string CertAuthority = "mesh-ca";

    /// <summary>Service account of people who watch the mesh from outside of it; Kubernetes decides who may get a token for it.</summary>
    public const string Operator = "mesh-operator";

    /// <summary>Service account of the injector.</summary>
    public const string Injector = "mesh-injector";

    /// <summary>Trust domain when none is configured.</summary>
    public const string DefaultTrustDomain = "cluster.local";

    /// <summary>Audience of tokens that are shown to the certificate authority.</summary>
    public const string TokenAudience = "mesh-ca";

    /// <summary>User and group id of the proxy; iptables rules exempt it from capture.</summary>
    public const int ProxyUid = 1337;
}
