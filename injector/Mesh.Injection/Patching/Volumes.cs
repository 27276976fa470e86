using System.Text.Json.Nodes;
using Mesh.Conventions;

namespace Mesh.Injection.Patching;

/// <summary>The pod's volumes that the proxy mounts, and where.</summary>
internal static class Volumes
{
    public const string TokenDirectory = "/var/run/secrets/mesh/token";
    public const string TokenFile = "token";
    public const string RootDirectory = "/var/run/mesh/root";
    public const string StateDirectory = "/var/lib/mesh";

    private const int TokenSeconds = 3600;

    public static JsonObject[] Create() =>
    [
        new()
        {
            ["name"] = InjectionNames.TokenVolume,
            ["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(new JsonObject
                {
                    ["serviceAccountToken"] = new JsonObject
                    {
                        ["audience"] = MeshIdentities.TokenAudience, ["expirationSeconds"] = TokenSeconds, ["path"] = TokenFile,
                    },
                }),
            },
        },
        new() { ["name"] = InjectionNames.RootVolume, ["configMap"] = new JsonObject { ["name"] = InjectionNames.RootVolume } },
        new() { ["name"] = InjectionNames.StateVolume, ["emptyDir"] = new JsonObject { ["medium"] = "Memory", ["sizeLimit"] = "64Mi" } },
    ];

    public static JsonArray Mounts() => new(
        Mount(InjectionNames.TokenVolume, TokenDirectory, readOnly: true),
        Mount(InjectionNames.RootVolume, RootDirectory, readOnly: true),
        Mount(InjectionNames.StateVolume, StateDirectory, readOnly: false));

    private static JsonObject Mount(string volume, string path, bool readOnly)
    {
        var mount = new JsonObject { ["name"] = volume, ["mountPath"] = path };
        if (readOnly)
            mount["readOnly"] = true;
        return mount;
    }
}
