namespace Shop.Reviews;

/// <summary>Reviews without stars (v1) or with them (v2).</summary>
internal static class ReviewsRole
{
    private static readonly (string Text, int Stars)[] Known = [("Pours without a drop lost.", 5), ("The handle gets hot.", 3)];

    public static WebApplication Create(Arguments arguments)
    {
        var version = arguments.Text("version");
        if (version is not ("v1" or "v2"))
        {
            throw new UsageException("--version is neither v1 nor v2");
        }

        Review[] reviews = [.. Known.Select(review => new Review(review.Text, version == "v2" ? review.Stars : null))];
        var latency = TimeSpan.FromMilliseconds(arguments.Number("latency", 0, 0, 60_000));
        var app = ServerRole.Build(ServerRole.Builder(arguments.Port()));
        app.MapGet("/reviews", (HttpRequest request) => AnswerAsync(request));
        // Nothing is kept: whoever says something gets the page as it is.
        app.MapPost("/reviews", (HttpRequest request) => AnswerAsync(request));
        return app;

        async Task<ReviewsPage> AnswerAsync(HttpRequest request)
        {
            await Task.Delay(latency, request.HttpContext.RequestAborted);
            return new ReviewsPage(version, reviews, ServerRole.Caller(request));
        }
    }
}
