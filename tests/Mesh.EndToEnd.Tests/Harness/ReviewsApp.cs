using System.Globalization;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>The shop's reviews as a process of its own on port 8080, <c>/reviews</c>: what is to be killed, or kept out of the test's own threads.</summary>
internal static class ReviewsApp
{
    /// <summary>Starts it and waits until it serves. With a latency some requests are always on their way.</summary>
    internal static async Task<ChildProcess> StartAsync(MeshWorkload workload, int latencyMilliseconds = 0)
    {
        var app = workload.Host.Start(new ProgramStart(BuiltProgram.Find("shop"), "reviews", "--version", "v1",
            "--latency", latencyMilliseconds.ToString(CultureInfo.InvariantCulture)));
        using var client = workload.Host.CreateHttpClient();
        await app.WaitUntilAsync(() => IsServing(client), "serve");
        return app;
    }

    private static bool IsServing(HttpClient client)
    {
        try
        {
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:8080/reviews"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
