using Mesh.Bench.Load;
using Mesh.Bench.Pairs;

namespace Mesh.Bench.Scenarios;

/// <summary>A kind of load.</summary>
internal interface IScenario
{
    /// <summary>Measured time of a run unless asked for otherwise.</summary>
    double Seconds => 1;

    /// <summary>Whether a pair can carry it.</summary>
    bool Fits(IProxyPair pair) => true;

    /// <summary>Puts the load on a pair.</summary>
    /// <param name="pair">What is measured.</param>
    /// <param name="window">Makes the window once the load begins.</param>
    Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window);
}
