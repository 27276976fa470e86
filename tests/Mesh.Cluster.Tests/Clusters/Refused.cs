using System.Text.Json;
using k8s.Autorest;
using k8s.Models;

namespace Mesh.Cluster.Tests.Clusters;

/// <summary>Requests that the API server must refuse.</summary>
internal static class Refused
{
    /// <summary>The refusal, as the server words it.</summary>
    public static async Task<V1Status> ByAsync(Func<Task> request)
    {
        var error = await Assert.ThrowsAsync<HttpOperationException>(request);
        var status = JsonSerializer.Deserialize<V1Status>(error.Response.Content, JsonSerializerOptions.Web)!;
        Assert.Equal((int)error.Response.StatusCode, status.Code);
        Assert.Equal("Failure", status.Status);
        return status;
    }
}
