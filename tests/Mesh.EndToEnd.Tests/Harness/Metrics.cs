using System.Globalization;
using System.Net;
using Mesh.TestKit.Network;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Reads metrics in the Prometheus text format.</summary>
internal static class Metrics
{
    /// <summary>The sum over all series of a metric whose labels contain all of <paramref name="labels"/>, such as <c>direction="inbound"</c>.</summary>
    internal static async Task<double> SumAsync(NetworkHost from, IPEndPoint server, string name, params string[] labels)
    {
        using var client = from.CreateHttpClient();
        var text = await client.GetStringAsync($"http://{server}/metrics");
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{' && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
