namespace Shop.Catalog;

/// <summary>Answer of the catalog.</summary>
/// <param name="Products">What is sold.</param>
/// <param name="Visits">How often this was asked, counted in redis over all catalogs.</param>
/// <param name="Caller">The identity that called the catalog.</param>
internal sealed record CatalogPage(IReadOnlyList<Product> Products, long Visits, string Caller);

/// <summary>Something to buy.</summary>
internal sealed record Product(string Name, decimal Price);

/// <summary>Answer to an order.</summary>
/// <param name="Number">Number of the order, counted in redis.</param>
/// <param name="Caller">The identity that ordered.</param>
internal sealed record OrderReceipt(long Number, string Caller);
