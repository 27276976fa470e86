using System.Text.Json.Nodes;
using Mesh.ApiStub.Admission;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Serving;
using Mesh.ApiStub.Storage;
using Mesh.ApiStub.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.ApiStub;

/// <summary>
/// A Kubernetes API server for tests, in memory, over real HTTP: objects, lists, watches, patches, status, tokens, admission and discovery.
/// No controllers run: what they would make, tests make; nor are there schemas, rights or protobuf. Where it is asked and answers, it does as a
/// real server does: Mesh.Cluster.Tests says so of both.
/// </summary>
public sealed class ApiServerStub : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly WatchSwitch _watches = new();
    private readonly WebhookClients _webhooks = new();
    private readonly WebApplication _app;
    private readonly ApiRequests _requests;

    private ApiServerStub(TimeProvider time)
    {
        _store = new ObjectStore(time);
        Tokens = new TokenRegistry(time, (place, name) => (string?)Find("v1", "ServiceAccount", place, name)?["metadata"]?["uid"]);
        var objects = new ObjectRequests(_store, Kinds, new Definitions(_store, Kinds, _watches), new AdmissionCalls(_store, _webhooks));
        _requests = new ApiRequests(Kinds, objects, new CollectionRequests(_store, _watches), Tokens, new Reviews(Tokens), time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(_requests.HandleAsync);
    }

    /// <summary>The kinds that are served. Definitions of custom resources add to them.</summary>
    public KindRegistry Kinds { get; } = new();

    /// <summary>Tokens of service accounts.</summary>
    public TokenRegistry Tokens { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://invalid");

    /// <summary>What was asked for so far: <c>GET /api/v1/pods?watch=true</c>.</summary>
    public IReadOnlyCollection<string> Requests => _requests.Seen;

    /// <summary>Starts a server with the namespaces <c>default</c>, <c>kube-system</c> and <c>mesh-system</c>.</summary>
    public static async Task<ApiServerStub> StartAsync(TimeProvider? time = null)
    {
        var stub = new ApiServerStub(time ?? TimeProvider.System);
        await stub._app.StartAsync();
        stub.Address = new Uri(stub._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        foreach (var place in new[] { "default", "kube-system", "mesh-system" })
            await stub.ApplyAsync($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{place}}}"}}""");
        return stub;
    }

    /// <summary>A kubeconfig for clients.</summary>
    public string Kubeconfig => $$$"""
        apiVersion: v1
        kind: Config
        current-context: stub
        clusters: [{name: stub, cluster: {server: "{{{Address}}}"}}]
        users: [{name: stub, user: {token: stub}}]
        contexts: [{name: stub, context: {cluster: stub, user: stub}}]
        """;

    /// <summary>Makes or replaces an object, without a client. The status is written too.</summary>
    /// <param name="json">The object.</param>
    public async Task ApplyAsync(string json)
    {
        var made = JsonNode.Parse(json)!.AsObject();
        var target = TargetOf(made);
        var status = made["status"]?.DeepClone();
        if (_store.Find(target.Kind, target.Namespace ?? "", target.Name!) is null)
            await _requests.Objects.CreateAsync(target, made, isDryRun: false, CancellationToken.None);
        else
            _requests.Objects.Replace(target, Newest(target, made));
        if (status is not null)
            _requests.Objects.Replace(target with { Subresource = "status" }, Newest(target, new JsonObject { ["status"] = status }));
    }

    /// <summary>Removes an object, without a client.</summary>
    /// <param name="apiVersion">As in its manifest.</param>
    /// <param name="kind">As in its manifest.</param>
    /// <param name="place">Its namespace; null when it has none.</param>
    /// <param name="name">Its name.</param>
    public void Delete(string apiVersion, string kind, string? place, string name) =>
        _requests.Objects.Delete(TargetOf(new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject { ["namespace"] = place, ["name"] = name } }));

    /// <summary>An object as it is stored; null when there is none.</summary>
    public JsonObject? Find(string apiVersion, string kind, string? place, string name)
    {
        var target = TargetOf(new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject { ["namespace"] = place, ["name"] = name } });
        return _store.Find(target.Kind, place ?? "", name)?.DeepClone().AsObject();
    }

    /// <summary>Forgets the history: watches from versions before now are answered with 410.</summary>
    public void Compact() => _store.Compact();

    /// <summary>Ends all open watches.</summary>
    public void DropWatches() => _watches.EndAll();

    /// <summary>Tells all open watches that they are too old, as an event.</summary>
    public void ExpireWatches() => _watches.SendAll(WatchSwitch.Error, Answers.StatusOf(ApiError.Expired(_store.Version, _store.Version)), _store.Version);

    /// <summary>Sends a bookmark to all open watches.</summary>
    public void SendBookmarks() => _watches.SendAll(WatchSwitch.Bookmark, [], _store.Version);

    /// <summary>Lets the next continued list fail with 410.</summary>
    public void BreakNextContinuation() => _watches.BreakNextContinuation();

    /// <summary>How many watches of a kind are open.</summary>
    public int WatchesOf(string plural) => _watches.Count(plural);

    /// <summary>Answers requests with an error status while it returns one; null: as usual.</summary>
    public Func<string, int?>? Fault
    {
        get => _requests.Fault;
        set => _requests.Fault = value;
    }

    /// <summary>Where the webhook of a service really listens.</summary>
    public void ResolveWebhook(string place, string service, Uri address) => _webhooks.Resolve(place, service, address);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _watches.EndAll();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    // Whatever version the test began from, it means the newest.
    private JsonObject Newest(RequestTarget target, JsonObject json)
    {
        if (json["metadata"] is not JsonObject metadata)
            json["metadata"] = metadata = [];
        metadata["resourceVersion"] = (string)_requests.Objects.Get(target)["metadata"]!["resourceVersion"]!;
        return json;
    }

    private RequestTarget TargetOf(JsonObject json)
    {
        var apiVersion = (string)json["apiVersion"]!;
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        var kind = Kinds.All.FirstOrDefault(known => known.Group == group && known.Kind == (string?)json["kind"] && known.Versions.Contains(version))
            ?? throw new ArgumentException($"the kind {json["kind"]} of {apiVersion} is not served");
        var (place, name) = ObjectStore.NameOf(json);
        return new RequestTarget(kind, version, kind.IsNamespaced ? (place.Length > 0 ? place : "default") : null, name, null);
    }
}
