using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>Streams that have data wait for no more than one frame of each other.</summary>
public sealed class FairWritersTests
{
    private const int Buffer = 60_000;

    private static readonly Gen<int[]> Bodies = Gen.Choose(2, 12).SelectMany(count => Gen.ArrayOf(Gen.Choose(1, Buffer), count));

    [Fact]
    public void Streams_take_turns_frame_by_frame() =>
        Prop.ForAll(Bodies.ToArbitrary(), Gen.Choose(3000, 40_000).ToArbitrary(), TakeTurns).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static void TakeTurns(int[] bodies, int step)
    {
        using var client = new ScriptedClient();
        // Nothing can be sent until all have their body waiting; then credit comes in steps.
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 0)));
        for (var i = 0; i < bodies.Length; i++)
        {
            client.Send(Wire.Headers((2 * i) + 1, Wire.Get));
            client.Respond("200", new string('x', bodies[i]));
        }
        var left = bodies.ToArray();
        var sinceLast = new Dictionary<int, HashSet<int>>();
        var frames = Frames(client.Send(Wire.Settings((SettingId.InitialWindowSize, 1_000_000))));
        for (var i = 0; i < 400 && (frames.Count > 0 || left.Any(rest => rest > 0)); i++)
        {
            Judge(frames, left, sinceLast);
            frames = Frames(client.Send(Wire.WindowUpdate(0, step)));
        }
        Assert.All(left, rest => Assert.Equal(0, rest));
    }

    // Between two frames of a stream every other stream that has data left gets one.
    private static void Judge(List<(int Stream, int Length)> frames, int[] left, Dictionary<int, HashSet<int>> sinceLast)
    {
        foreach (var (stream, length) in frames)
        {
            Assert.InRange(length, 1, 16384);
            if (sinceLast.TryGetValue(stream, out var others))
                Assert.DoesNotContain(Enumerable.Range(0, left.Length), other => other != stream && left[other] > 0 && !others.Contains(other));
            left[stream] -= length;
            foreach (var seen in sinceLast.Values)
                seen.Add(stream);
            sinceLast[stream] = [];
        }
    }

    private static List<(int Stream, int Length)> Frames(string answer) =>
    [
        .. answer.Split("; ").Where(frame => frame.StartsWith("Data ", StringComparison.Ordinal)).Select(frame =>
        {
            var parts = frame.TrimEnd('.').Split(' ');
            return ((int.Parse(parts[1]) - 1) / 2, parts[2].StartsWith('<') ? int.Parse(parts[2][1..^1]) : parts[2].Length);
        }),
    ];
}
