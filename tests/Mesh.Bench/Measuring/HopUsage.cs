namespace Mesh.Bench.Measuring;

/// <summary>What a pair's two proxies used in a measured window.</summary>
internal sealed class HopUsage(IReadOnlyList<ProcessTree> hops)
{
    private double _cpuAtBegin;

    /// <summary>Processor seconds of all hops in the window.</summary>
    public double CpuSeconds { get; private set; }

    /// <summary>Resident memory at the window's end of the larger proxy, in MiB.</summary>
    public double ResidentMib { get; private set; }

    public void Begin() => _cpuAtBegin = Cpu();

    public void End()
    {
        CpuSeconds = Cpu() - _cpuAtBegin;
        ResidentMib = LargestMib();
    }

    public double LargestMib() => hops.Select(hop => hop.ResidentMib()).DefaultIfEmpty(0).Max();

    private double Cpu() => hops.Sum(hop => hop.CpuSeconds());
}
