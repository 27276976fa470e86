using Shop;
using Shop.Catalog;
using Shop.Load;
using Shop.Reviews;
using Shop.Web;

const string Usage = """
    shop: the programs of the example shop, chosen by the first argument.

      shop web     [--port 8080] [--catalog http://catalog.shop] [--reviews http://reviews.shop]
      shop catalog [--port 8080] [--redis redis.shop:6379]
      shop reviews [--port 8080] --version v1|v2 [--latency MILLISECONDS]
      shop load    --url http://web.shop/ [--rate 50] [--ramp SECONDS] [--post-url URL --post-share 0.5] [--duration SECONDS]
                   [--failure-log FILE]
    """;

try
{
    switch (args)
    {
        case ["web", .. var rest]:
            await WebRole.Create(new Arguments(rest, "port", "catalog", "reviews")).RunAsync();
            return 0;
        case ["catalog", .. var rest]:
            await CatalogRole.Create(new Arguments(rest, "port", "redis")).RunAsync();
            return 0;
        case ["reviews", .. var rest]:
            await ReviewsRole.Create(new Arguments(rest, "port", "version", "latency")).RunAsync();
            return 0;
        case ["load", .. var rest]:
            return await LoadRole.RunAsync(LoadOptions.From(new Arguments(rest, "url", "rate", "ramp", "post-url", "post-share", "duration", "failure-log")));
        default:
            await Console.Error.WriteLineAsync(Usage);
            return args is ["--help"] ? 0 : 2;
    }
}
catch (UsageException wrong)
{
    await Console.Error.WriteLineAsync($"shop: {wrong.Message}\n{Usage}");
    return 2;
}
