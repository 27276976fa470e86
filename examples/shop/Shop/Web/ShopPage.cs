using System.Globalization;
using System.Net;
using System.Text;
using Shop.Catalog;
using Shop.Reviews;

namespace Shop.Web;

/// <summary>The front page: what the other services said, and whom each of them took for its caller.</summary>
internal sealed record ShopPage(CatalogPage Catalog, ReviewsPage Reviews, string Caller)
{
    public string ToHtml()
    {
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><title>Shop</title><h1>Shop</h1><ul>");
        foreach (var product in Catalog.Products)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>{Encoded(product.Name)} {product.Price:0.00}");
        }

        html.Append(CultureInfo.InvariantCulture, $"</ul><p>Visit {Catalog.Visits}</p><h2>Reviews ({Encoded(Reviews.Version)})</h2><ul>");
        foreach (var review in Reviews.Reviews)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>{Encoded(review.Text)} {new string('★', review.Stars ?? 0)}");
        }

        return html.Append(CultureInfo.InvariantCulture, $"</ul><p>Called by {Encoded(Caller)}; as whom the catalog was called: {Encoded(Catalog.Caller)}</p>").ToString();
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
