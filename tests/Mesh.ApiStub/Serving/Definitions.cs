using System.Text.Json.Nodes;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Serving;

/// <summary>What a CustomResourceDefinition begins and ends.</summary>
internal sealed class Definitions(ObjectStore store, KindRegistry kinds, WatchSwitch watches)
{
    /// <summary>Serves the kind, and says so in the definition's status.</summary>
    public void Begin(RequestTarget target, JsonObject definition)
    {
        kinds.Add(KindRegistry.OfDefinition(definition));
        store.Update(target.Kind, "", ObjectStore.NameOf(definition).Name, json =>
        {
            json["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(
                    new JsonObject { ["type"] = "NamesAccepted", ["status"] = "True" },
                    new JsonObject { ["type"] = "Established", ["status"] = "True" }),
            };
            return json;
        });
    }

    /// <summary>Removes the kind's objects, which whoever watches them is told, and then the kind.</summary>
    public void End(JsonNode specification)
    {
        var (group, plural) = ((string)specification["group"]!, (string)specification["names"]!["plural"]!);
        if (kinds.All.FirstOrDefault(kind => kind.Group == group && kind.Plural == plural) is not { } ended)
            return;
        foreach (var (place, name) in store.List(ended).Objects.Select(ObjectStore.NameOf))
            store.Delete(ended, place, name);
        kinds.Remove(group, plural);
        watches.End(ended);
    }
}
