namespace Mesh.Discovery.Resources;

/// <summary>Names of resources.</summary>
internal static class ResourceNames
{
    /// <summary>Longest name of any resource.</summary>
    public const int MaxLength = 512;

    /// <summary>The wrapper's name must be the resource's own.</summary>
    public static void Check(string wrapper, string own, FieldReport report)
    {
        if (own != wrapper)
            report.Error("name", $"\"{own}\" differs from the name it was sent under");
    }
}
