using System.Text.Json;
using Shop.Catalog;
using Shop.Reviews;

namespace Shop.Web;

/// <summary>The front: asks catalog and reviews at once and makes a page of what they say.</summary>
internal static class WebRole
{
    public static WebApplication Create(Arguments arguments)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };
        var products = new Uri(arguments.Url("catalog", "http://catalog.shop"), "/products");
        var orders = new Uri(products, "/orders");
        var reviews = new Uri(arguments.Url("reviews", "http://reviews.shop"), "/reviews");

        var app = ServerRole.Build(ServerRole.Builder(arguments.Port()));
        app.MapGet("/", (HttpRequest request) => AnsweredAsync(async () => Results.Content((await PageAsync(request)).ToHtml(), "text/html; charset=utf-8")));
        app.MapGet("/page", (HttpRequest request) => AnsweredAsync(async () => Results.Json(await PageAsync(request))));
        app.MapPost("/orders", () => AnsweredAsync(OrderAsync));
        return app;

        async Task<ShopPage> PageAsync(HttpRequest request)
        {
            var catalog = http.GetFromJsonAsync<CatalogPage>(products);
            var said = http.GetFromJsonAsync<ReviewsPage>(reviews);
            await Task.WhenAll(catalog, said);
            return new ShopPage((await catalog)!, (await said)!, ServerRole.Caller(request));
        }

        async Task<IResult> OrderAsync()
        {
            using var response = await http.PostAsync(orders, JsonContent.Create(new { product = "teapot" }));
            response.EnsureSuccessStatusCode();
            return Results.Json(await response.Content.ReadFromJsonAsync<OrderReceipt>());
        }
    }

    private static async Task<IResult> AnsweredAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            return Results.Text(exception.Message, statusCode: StatusCodes.Status502BadGateway);
        }
    }
}
