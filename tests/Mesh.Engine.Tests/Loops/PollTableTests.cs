using Mesh.Engine.Interop;
using Mesh.Engine.Loops;

namespace Mesh.Engine.Tests.Loops;

public sealed class PollTableTests
{
    [Fact]
    public void AnEventOfAClosedDescriptorReachesNobodyAlsoWhenItsSlotHasANewOwner()
    {
        using var table = new PollTable();
        var fds = new[] { Libc.EventFd(1, Libc.EventFdFlags), Libc.EventFd(1, Libc.EventFdFlags) };
        var sources = new[] { new Source(), new Source() };
        var tokens = new[] { table.Add(fds[0], sources[0]), table.Add(fds[1], sources[1]) };
        Assert.Equal(2, table.Wait(0));
        var first = table.TryGetEvent(0, out _);
        var stale = first == sources[0] ? 1 : 0;

        table.Remove(tokens[stale], fds[stale]);
        _ = Libc.Close(fds[stale]);
        var reused = Libc.EventFd(1, Libc.EventFdFlags);
        var newcomer = new Source();
        var token = table.Add(reused, newcomer);

        Assert.Equal(fds[stale], reused);
        Assert.Equal((uint)tokens[stale], (uint)token);
        Assert.Null(table.TryGetEvent(1, out _));
        Assert.Equal(1, table.Wait(0));
        Assert.Same(newcomer, table.TryGetEvent(0, out var events));
        Assert.True(events.HasFlag(PollEvents.Readable));

        // A token that was given up removes nobody else.
        table.Remove(tokens[stale], reused);
        Assert.Equal(2, table.Count);
        foreach (var fd in new[] { fds[1 - stale], reused })
            _ = Libc.Close(fd);
    }

    private sealed class Source : IPollSource
    {
        public void OnReady(PollEvents events)
        {
        }

        public void OnLoopClosed()
        {
        }
    }
}
