using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Serving;

/// <summary>What the server adds to a new pod: its account, and the account's token in every container.</summary>
internal static class PodDefaults
{
    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static void Complete(JsonObject pod)
    {
        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
        if (pod["spec"] is not JsonObject spec)
            return;
        spec["serviceAccountName"] ??= "default";
        spec["restartPolicy"] ??= "Always";
        if ((bool?)spec["automountServiceAccountToken"] != false)
            MountToken(spec);
    }

    private static void MountToken(JsonObject spec)
    {
        var name = "kube-api-access-" + Guid.NewGuid().ToString("N")[..5];
        var isMounted = false;
        foreach (var container in Items(spec, "initContainers").Concat(Items(spec, "containers")))
        {
            var mounts = container["volumeMounts"] as JsonArray;
            if (mounts?.Any(mount => (string?)mount!["mountPath"] == TokenPath) == true)
                continue;
            if (mounts is null)
                container["volumeMounts"] = mounts = [];
            mounts.Add(new JsonObject { ["name"] = name, ["readOnly"] = true, ["mountPath"] = TokenPath });
            isMounted = true;
        }

        if (!isMounted)
            return;
        if (spec["volumes"] is not JsonArray volumes)
            spec["volumes"] = volumes = [];
        var token = new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = 3607, ["path"] = "token" } };
        volumes.Add(new JsonObject { ["name"] = name, ["projected"] = new JsonObject { ["sources"] = new JsonArray(token), ["defaultMode"] = 420 } });
    }

    private static IEnumerable<JsonObject> Items(JsonObject spec, string name) => spec[name]?.AsArray().OfType<JsonObject>() ?? [];
}
