using Mesh.Fuzz.Guidance;
using Mesh.Fuzz.Targets;

namespace Mesh.Fuzz.Tests;

public sealed class FuzzLoopTests
{
    [Fact]
    public void An_input_that_fails_ends_the_run_and_is_known()
    {
        var loop = new FuzzLoop(new Toy(input => Assert.DoesNotContain((byte)'!', input)), new Random(1), _ => { });

        var failure = loop.Run([[1, 2, 3]], new FuzzLimits(100_000, TimeSpan.FromMinutes(5)));

        Assert.NotNull(failure);
        Assert.Contains((byte)'!', loop.Current);
    }

    [Fact]
    public void It_ends_after_the_executions_it_was_given()
    {
        var runs = 0;
        var loop = new FuzzLoop(new Toy(_ => runs++), new Random(1), _ => { });

        Assert.Null(loop.Run([[1], [2]], new FuzzLimits(50, TimeSpan.FromMinutes(5))));

        Assert.Equal(52, runs);
        Assert.Equal(52, loop.Executions);
    }

    [Fact]
    public void Mutations_stay_within_the_longest_input()
    {
        var mutator = new Mutator(new Random(1), [new byte[3000]]);
        var input = new byte[10];
        for (var i = 0; i < 2000; i++)
            Assert.True((input = mutator.Mutate(input, input)).Length <= Mutator.MaxLength);
    }

    private sealed class Toy(Action<byte[]> run) : IFuzzTarget
    {
        public string Name => "toy";

        public IEnumerable<byte[]> Seeds => [];

        public IReadOnlyList<byte[]> Words => [];

        public void Run(byte[] input) => run(input);
    }
}
