namespace Mesh.Fuzz.Guidance;

/// <summary>When a campaign ends; whatever comes first.</summary>
/// <param name="Executions">Most mutated inputs.</param>
/// <param name="Quiet">Processor time without a new edge.</param>
internal sealed record FuzzLimits(long Executions, TimeSpan Quiet);
