using System.Globalization;
using System.Text;

namespace Mesh.Bench.Soak;

/// <summary>The soak's result for people.</summary>
internal static class SoakSummary
{
    private const int MostReasons = 20;

    /// <param name="options">What was asked for.</param>
    /// <param name="counts">What the generator saw.</param>
    /// <param name="samples">What was seen of the proxies.</param>
    /// <param name="proxies">Each proxy's sum.</param>
    /// <param name="note">One more line.</param>
    public static string Render(SoakOptions options, SoakCounts counts, IReadOnlyList<SoakSample> samples, IReadOnlyList<SoakProxy> proxies, string note)
    {
        var (failures, whole) = (counts.Failures, counts.Whole());
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Soak

            {samples[^1].Seconds:0} s at {options.Rate:0} requests a second, every second one a POST, nothing sent twice; certificates of two minutes.
            {counts.Requests} requests over {counts.Connections} connections, **{failures.Count} failed**; p50 {whole.P50:0.00} ms, p99 {whole.P99:0.00} ms, max {whole.Max:0.0} ms.
            {samples[^1].Changes} changes of the configuration.

            | proxy | MB in the first {SoakVerdict.Window(samples):0} s | MB in the last | most | flat | certificates | longest seen | renewed in time |
            |---|---|---|---|---|---|---|---|

            """));
        foreach (var proxy in proxies)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {proxy.Proxy} | {proxy.FirstMib:0.0} | {proxy.LastMib:0.0} | {proxy.MostMib:0.0} | {YesNo(proxy.IsFlat)} | {proxy.Certificates} | {proxy.LongestSeconds:0} s | {YesNo(proxy.IsRenewed)} |\n");
        }

        text.Append('\n').Append(note).Append('\n');
        Reasons(text, failures);
        return text.ToString();
    }

    private static void Reasons(StringBuilder text, IReadOnlyList<SoakFailure> failures)
    {
        if (failures.Count == 0)
        {
            return;
        }

        text.Append("\n| failures | method | reason |\n|---|---|---|\n");
        foreach (var reason in failures.GroupBy(failure => (failure.Method, failure.Reason)).OrderByDescending(group => group.Count()).Take(MostReasons))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {reason.Count()} | {reason.Key.Method} | {reason.Key.Reason.Replace('|', '/')} |\n");
        }
    }

    private static string YesNo(bool value) => value ? "yes" : "NO";
}
