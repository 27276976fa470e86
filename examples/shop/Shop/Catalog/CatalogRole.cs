using System.Net;
using System.Net.Sockets;

namespace Shop.Catalog;

/// <summary>Products and orders; counts in redis.</summary>
internal static class CatalogRole
{
    private static readonly Product[] Products = [new("teapot", 24.50m), new("cup", 6.20m), new("spoon", 2.90m)];

    public static WebApplication Create(Arguments arguments)
    {
        var server = Endpoint(arguments.Text("redis") ?? "redis.shop:6379");
        var builder = ServerRole.Builder(arguments.Port());
        builder.Services.AddSingleton(_ => new RedisCounter(server));
        var app = ServerRole.Build(builder);
        app.MapGet("/products", (HttpRequest request, RedisCounter redis) =>
            CountedAsync(redis, "visits", count => new CatalogPage(Products, count, ServerRole.Caller(request))));
        app.MapPost("/orders", (HttpRequest request, RedisCounter redis) =>
            CountedAsync(redis, "orders", count => new OrderReceipt(count, ServerRole.Caller(request))));
        return app;
    }

    private static async Task<IResult> CountedAsync<T>(RedisCounter redis, string counter, Func<long, T> answer)
    {
        try
        {
            return Results.Json(answer(await redis.IncrementAsync(counter)));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            return Results.Text($"redis: {exception.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static DnsEndPoint Endpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], out var port) && port is > 0 and < 65536
            ? new DnsEndPoint(text[..colon], port)
            : throw new UsageException("--redis is not HOST:PORT");
    }
}
