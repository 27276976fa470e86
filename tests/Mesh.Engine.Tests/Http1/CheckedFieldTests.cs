using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

/// <summary>A received field is not looked through again by who sends it on; whatever was changed since is.</summary>
public sealed class CheckedFieldTests
{
    [Fact]
    public void A_value_set_after_receipt_is_checked()
    {
        using var block = Request();
        block.AddChecked("x-a"u8, "1"u8);
        Assert.True(block.IsCheckedAt(0));
        block.Set("x-a"u8, "1\r\nx-b: 2"u8);
        Assert.False(block.IsCheckedAt(0));
        Assert.False(CanSend(block));
    }

    [Fact]
    public void A_copy_knows_what_was_checked()
    {
        using var block = Request();
        using var copy = new HeaderBlock();
        block.AddChecked("x-a"u8, "1"u8);
        block.Add("x-b"u8, "2\n"u8);
        copy.CopyFrom(block);
        Assert.True(copy.IsCheckedAt(0));
        Assert.False(copy.IsCheckedAt(1));
        Assert.False(CanSend(copy));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(40, 10)]
    [InlineData(3, 3000)]
    public void Memory_that_was_given_back_belongs_to_the_next_block_alone(int fields, int length)
    {
        var value = new byte[length];
        using var first = Request();
        Fill(first, value, fields, (byte)'a');
        first.Dispose();
        Assert.Equal(0, first.Count);
        using var second = Request();
        Fill(second, value, fields, (byte)'b');
        using var third = Request();
        Fill(third, value, fields, (byte)'c');
        for (var i = 0; i < fields; i++)
        {
            Assert.Equal(-1, second.ValueAt(i).IndexOfAnyExcept((byte)'b'));
            Assert.Equal(-1, third.ValueAt(i).IndexOfAnyExcept((byte)'c'));
            Assert.Equal(length, second.ValueAt(i).Length);
        }
        Assert.True(second.Method.SequenceEqual("GET"u8));
    }

    private static void Fill(HeaderBlock block, byte[] value, int fields, byte content)
    {
        Array.Fill(value, content);
        for (var i = 0; i < fields; i++)
            block.Add("x-field"u8, value);
    }

    private static HeaderBlock Request() => new() { Method = "GET"u8, Scheme = "http"u8, Authority = "a"u8, Path = "/"u8 };

    private static bool CanSend(HeaderBlock block)
    {
        using var pool = new BufferPool();
        return RequestHeadEncoder.TryEncode(block, endStream: true, new ByteQueue(pool), out _);
    }
}
