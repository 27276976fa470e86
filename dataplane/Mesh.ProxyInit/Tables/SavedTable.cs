namespace Mesh.ProxyInit.Tables;

/// <summary>What a table holds of the mesh.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Chains">The mesh's own chains in it.</param>
/// <param name="OwnRules">Rules in those chains and rules elsewhere that lead to them, in order.</param>
/// <param name="Jumps">Of <paramref name="OwnRules"/>, those in chains that are not the mesh's.</param>
internal sealed record SavedTable(string Name, IReadOnlyList<string> Chains, IReadOnlyList<string> OwnRules, IReadOnlyList<string> Jumps)
{
    public bool IsEmpty => Chains.Count == 0 && OwnRules.Count == 0;
}
