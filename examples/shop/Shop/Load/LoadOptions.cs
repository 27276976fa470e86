namespace Shop.Load;

/// <summary>What is sent, and how often.</summary>
/// <param name="Url">What GETs ask for.</param>
/// <param name="PostUrl">Where POSTs go; the same host as <paramref name="Url"/>.</param>
/// <param name="PostShare">Share of POSTs, 0 to 1.</param>
/// <param name="Rate">Requests per second.</param>
/// <param name="Ramp">How long the rate grows evenly from nothing to <paramref name="Rate"/>.</param>
/// <param name="Duration">How long; null: until stopped.</param>
/// <param name="FailureLog">File that gets a line per failure: when it began, its milliseconds, why; null: none.</param>
internal sealed record LoadOptions(Uri Url, Uri PostUrl, double PostShare, double Rate, TimeSpan Ramp, TimeSpan? Duration, string? FailureLog)
{
    /// <summary>When a request is due, from the start.</summary>
    public TimeSpan DueAt(long number)
    {
        var ramp = Ramp.TotalSeconds;
        var inRamp = Rate * ramp / 2;
        return TimeSpan.FromSeconds(number < inRamp ? Math.Sqrt(2 * ramp * number / Rate) : ramp + ((number - inRamp) / Rate));
    }

    public static LoadOptions From(Arguments arguments)
    {
        if (arguments.Text("url") is not { } text)
        {
            throw new UsageException("--url is missing");
        }

        var url = arguments.Url("url", text);
        var postUrl = arguments.Url("post-url", text);
        if (url.Authority != postUrl.Authority)
        {
            throw new UsageException("--url and --post-url name different servers");
        }

        var seconds = arguments.Number("duration", 0, 0, 1e6);
        return new LoadOptions(
            url, postUrl, arguments.Number("post-share", 0, 0, 1), arguments.Number("rate", 50, 0.1, 20_000),
            TimeSpan.FromSeconds(arguments.Number("ramp", 0, 0, 3600)), seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
            arguments.Text("failure-log"));
    }
}
