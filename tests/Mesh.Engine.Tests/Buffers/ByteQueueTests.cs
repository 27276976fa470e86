using FsCheck;
using FsCheck.Fluent;

using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;

namespace Mesh.Engine.Tests.Buffers;

public sealed class ByteQueueTests
{
    private static readonly Gen<int> Sizes = Gen.OneOf(
        Gen.Choose(0, 20), Gen.Choose(0, 3 * BufferPool.BlockSize), Gen.Elements(BufferPool.BlockSize - 1, BufferPool.BlockSize, BufferPool.BlockSize + 1));

    private static readonly Gen<(char Kind, int Size)> Steps = Gen.Zip(Gen.Elements('a', 'a', 'w', 's', 's', 'c', 'c', 'p', 'k', 'm', 'x'), Sizes, (kind, size) => (kind, size));

    [Fact]
    public void BehavesLikeAListOfBytes() =>
        Prop.ForAll(Gen.ArrayOf(Steps).ToArbitrary(), Agree).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void ConsumingMoreThanThereIsThrows()
    {
        using var pool = new BufferPool();
        var queue = new ByteQueue(pool);
        queue.Append([1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Consume(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Consume(-1));
    }

    [Fact]
    public void AnObserverHearsOnceWhenTheQueueIsShort()
    {
        using var pool = new BufferPool();
        var queue = new ByteQueue(pool);
        var target = new ByteQueue(pool);
        var observer = new Observer();
        queue.Append(new byte[100]);
        queue.NotifyAtOrBelow(50, observer);
        queue.Consume(49);
        Assert.Equal(0, observer.Calls);
        queue.Consume(1);
        queue.Consume(1);
        Assert.Equal(1, observer.Calls);
        queue.NotifyAtOrBelow(0, observer);
        queue.MoveAllTo(target);
        Assert.Equal(2, observer.Calls);
        queue.NotifyAtOrBelow(0, observer);
        Assert.Equal(3, observer.Calls);
        target.Clear();
        Assert.Equal(pool.AllocatedBytes, (long)pool.IdleBlocks * BufferPool.BlockSize);
    }

    [Fact]
    public void TheTrimmerGivesBackOnlyWhatNobodyNeeded()
    {
        using var pool = new BufferPool();
        var queue = new ByteQueue(pool);
        queue.Append(new byte[10 * BufferPool.BlockSize]);
        queue.Clear();
        pool.TrimUnused(2);
        Assert.Equal(10, pool.IdleBlocks);

        queue.Append(new byte[6 * BufferPool.BlockSize]);
        queue.Clear();
        pool.TrimUnused(2);
        Assert.Equal(6, pool.IdleBlocks);
        pool.TrimUnused(2);
        Assert.Equal(2, pool.IdleBlocks);
        Assert.Equal(2 * BufferPool.BlockSize, pool.AllocatedBytes);
    }

    private static bool Agree((char Kind, int Size)[] steps)
    {
        using var pool = new BufferPool(maxIdleBlocks: 2);
        var queue = new ByteQueue(pool);
        var other = new ByteQueue(pool);
        var model = new List<byte>();
        byte next = 0;
        foreach (var (kind, size) in steps)
        {
            if (kind == 's')
                Scatter(size, () => next++, queue, model);
            else if (kind is 'a' or 'w')
                Write(kind, Enumerable.Range(0, size).Select(_ => next++).ToArray(), queue, model);
            else if (!Read(kind, size, ref queue, ref other, model))
                return false;
            if (queue.Length != model.Count || queue.IsEmpty != (model.Count == 0) || queue.First.IsEmpty != queue.IsEmpty)
                return false;
        }
        var all = new byte[queue.Length];
        var same = queue.Peek(all) == all.Length && all.SequenceEqual(model);
        queue.Clear();
        return same && pool.AllocatedBytes == pool.IdleBlocks * BufferPool.BlockSize;
    }

    private static void Write(char kind, byte[] bytes, ByteQueue queue, List<byte> model)
    {
        model.AddRange(bytes);
        if (kind == 'a')
        {
            queue.Append(bytes);
            return;
        }
        bytes.CopyTo(queue.GetWritable(bytes.Length));
        queue.Commit(bytes.Length);
    }

    // A scattered read of at most this many bytes gets two thirds of what it has room for.
    private static unsafe void Scatter(int limit, Func<byte> next, ByteQueue queue, List<byte> model)
    {
        if (limit == 0)
            return;
        Span<IoVector> vectors = stackalloc IoVector[1 + (limit % 4)];
        var used = queue.Scatter(vectors, limit, minimum: 2048, headroom: 9);
        var room = 0;
        foreach (var vector in vectors[..used])
            room += (int)vector.Length;
        Assert.InRange(room, 1, limit);
        var count = room * 2 / 3;
        var left = count;
        foreach (var vector in vectors[..used])
        {
            var part = new Span<byte>(vector.Base, Math.Min(left, (int)vector.Length));
            foreach (ref var target in part)
                model.Add(target = next());
            left -= part.Length;
        }
        queue.CommitScattered(count);
    }

    private static bool Read(char kind, int size, ref ByteQueue queue, ref ByteQueue other, List<byte> model)
    {
        switch (kind)
        {
            case 'c':
                var count = Math.Min(size, model.Count);
                queue.Consume(count);
                model.RemoveRange(0, count);
                return true;
            case 'p':
                var seen = new byte[size];
                return seen[..queue.Peek(seen)].SequenceEqual(model.Take(size));
            case 'k':
                return queue.TryMakeContiguous(size) == size <= model.Count
                    && (size > model.Count || queue.First[..size].SequenceEqual(model.Take(size).ToArray()));
            case 'm':
                queue.MoveAllTo(other);
                (queue, other) = (other, queue);
                return other.IsEmpty;
            default:
                // Asks for space and uses none of it.
                queue.GetWritable(Math.Max(1, size));
                queue.Commit(0);
                return true;
        }
    }

    private sealed class Observer : IQueueObserver
    {
        public int Calls { get; private set; }

        public void OnDrained() => Calls++;
    }
}
