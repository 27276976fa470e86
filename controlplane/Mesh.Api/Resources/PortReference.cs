using System.Globalization;

namespace Mesh.Api.Resources;

/// <summary>A port by number, or by the name the workload gives it.</summary>
/// <param name="Number">1 to 65535; 0 when <paramref name="Name"/> is set.</param>
/// <param name="Name">Name of a workload's port; null when <paramref name="Number"/> is set.</param>
public readonly record struct PortReference(int Number, string? Name)
{
    /// <summary>A port by number.</summary>
    public static PortReference Of(int number) => new(number, null);

    /// <summary>A port by name.</summary>
    public static PortReference Of(string name) => new(0, name);

    /// <summary>The number or the name.</summary>
    public override string ToString() => Name ?? Number.ToString(CultureInfo.InvariantCulture);
}
