namespace Shop.Reviews;

/// <summary>Answer of the reviews.</summary>
/// <param name="Version">Which version answered: v1 or v2.</param>
/// <param name="Reviews">What people say.</param>
/// <param name="Caller">The identity that called.</param>
internal sealed record ReviewsPage(string Version, IReadOnlyList<Review> Reviews, string Caller);

/// <summary>What somebody says.</summary>
/// <param name="Text">The words.</param>
/// <param name="Stars">1 to 5; null in v1, which knows no stars.</param>
internal sealed record Review(string Text, int? Stars);
