using Mesh.Conventions;

namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>
/// Make before break: what others refer to is sent first and taken away last (xDS protocol, "eventual consistency
/// considerations"); roots of trust before what is to be verified by them. Types that are not listed come after those that are.
/// </summary>
internal static class PushOrder
{
    private static readonly string[] Updates =
        [ResourceTypes.Secret, ResourceTypes.Cluster, ResourceTypes.Endpoints, ResourceTypes.Listener, ResourceTypes.Route];

    /// <summary>Orders types by when their updates are sent.</summary>
    public static IComparer<string> OfUpdates { get; } =
        Comparer<string>.Create(static (left, right) => Compare(Rank(left), Rank(right), left, right));

    /// <summary>Orders types by when their removals are sent, after all updates: who refers goes before what is referred to.</summary>
    public static IComparer<string> OfRemovals { get; } =
        Comparer<string>.Create(static (left, right) => Compare(RemovalRank(left), RemovalRank(right), left, right));

    private static int Rank(string typeUrl)
    {
        var rank = Array.IndexOf(Updates, typeUrl);
        return rank < 0 ? Updates.Length : rank;
    }

    private static int RemovalRank(string typeUrl) => typeUrl switch
    {
        ResourceTypes.Listener => 0,
        ResourceTypes.Route => 1,
        ResourceTypes.Cluster => 2,
        ResourceTypes.Endpoints => 3,
        _ => 4,
    };

    private static int Compare(int leftRank, int rightRank, string left, string right) =>
        leftRank != rightRank ? leftRank.CompareTo(rightRank) : string.CompareOrdinal(left, right);
}
