using Google.Protobuf;
using Mesh.Discovery.Resources;
using Mesh.Discovery.Xds;

namespace Mesh.Fuzz.Targets;

/// <summary>
/// Whatever a control plane sends as a resource is taken or reported, never thrown, and the report stays short. The first byte chooses the type.
/// </summary>
internal sealed class XdsTarget : IFuzzTarget
{
    private const int LongestReport = 4096;

    public string Name => "xds";

    public IReadOnlyList<byte[]> Words => XdsSeeds.Words;

    public IEnumerable<byte[]> Seeds => XdsSeeds.All;

    public void Run(byte[] input)
    {
        if (input.Length == 0)
            return;
        var store = new ResourceStore();
        var set = store.All[input[0] % store.All.Count];
        set.Want(XdsSeeds.Names);
        var payload = ByteString.CopyFrom(input.AsSpan(1));
        foreach (var name in XdsSeeds.Names)
        {
            var report = new FieldReport();
            var isTaken = set.Apply(name, "1", payload, 1, report);
            Assert.False(isTaken && report.HasErrors);
            Assert.True(report.Errors.Length < LongestReport && report.Warnings.Sum(warning => warning.Length) < LongestReport);
        }
    }
}
