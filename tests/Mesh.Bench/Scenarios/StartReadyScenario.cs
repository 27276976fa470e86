using Mesh.Bench.Load;
using Mesh.Bench.Pairs;

namespace Mesh.Bench.Scenarios;

/// <summary>A proxy of the mesh that starts again with bundle and resources on disk, twenty times: from exec to its ready file.</summary>
internal sealed class StartReadyScenario : IScenario
{
    private const int Starts = 20;

    public bool Fits(IProxyPair pair) => pair is MeshPair;

    public async Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window)
    {
        var result = new LoadResult();
        var begin = Clock.Now;
        for (var start = 0; start < Starts; start++)
        {
            result.Record(await ((MeshPair)pair).TimeStartAsync());
            result.Requests++;
        }

        result.Seconds = (Clock.Now - begin) / 1e9;
        return result;
    }
}
