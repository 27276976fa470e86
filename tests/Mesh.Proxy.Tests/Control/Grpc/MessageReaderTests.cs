using FsCheck;
using FsCheck.Fluent;
using Mesh.Proxy.Control.Grpc;

namespace Mesh.Proxy.Tests.Control.Grpc;

public sealed class MessageReaderTests
{
    private const int MaxLength = 100_000;

    private static readonly Gen<(byte[][] Messages, int[] Cuts)> Streams =
        from messages in Gen.ArrayOf(from length in Gen.OneOf(Gen.Choose(0, 40), Gen.Choose(0, MaxLength)) select Pattern(length), 6)
        from cuts in Gen.ArrayOf(Gen.OneOf(Gen.Choose(1, 9), Gen.Choose(1, 70_000)), 40)
        select (messages, cuts);

    [Fact]
    public void Messages_are_put_together_however_they_are_cut() => Prop.ForAll(Streams.ToArbitrary(), stream =>
    {
        var reader = new MessageReader(MaxLength);
        var received = new List<byte[]>();
        foreach (var piece in Cut(Framed(stream.Messages), stream.Cuts))
            Assert.Equal(MessageFault.None, reader.Read(piece, received.Add));
        Assert.True(reader.IsBetweenMessages);
        Assert.Equal(stream.Messages.Length, received.Count);
        // By spans: an assertion of sequences looks at each byte as an object.
        foreach (var (sent, arrived) in stream.Messages.Zip(received))
            Assert.True(sent.AsSpan().SequenceEqual(arrived));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_messages_or_refused() => Prop.ForAll((byte[] bytes) =>
    {
        var whole = new MessageReader(MaxLength);
        var pieces = new MessageReader(MaxLength);
        var (fromWhole, fromPieces) = (new List<byte[]>(), new List<byte[]>());
        var fault = whole.Read(bytes, fromWhole.Add);
        var faults = bytes.Select(next => pieces.Read([next], fromPieces.Add)).TakeWhile(next => next == MessageFault.None).Count();
        Assert.Equal(fromWhole, fromPieces);
        Assert.Equal(fault == MessageFault.None, faults == bytes.Length);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[] { 1 }, MessageFault.NotPlain)]
    [InlineData(new byte[] { 0, 0, 1, 134, 160 }, MessageFault.None)]
    [InlineData(new byte[] { 0, 0, 1, 134, 161 }, MessageFault.TooLong)]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, MessageFault.TooLong)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 9, 2 }, MessageFault.NotPlain)]
    internal void What_is_no_message_is_told(byte[] bytes, MessageFault fault) => Assert.Equal(fault, new MessageReader(MaxLength).Read(bytes, _ => { }));

    [Fact]
    public void A_long_length_alone_takes_no_memory()
    {
        var reader = new MessageReader(int.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();

        reader.Read([0, 0x7F, 0xFF, 0xFF, 0xFF, 1], _ => { });

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.False(reader.IsBetweenMessages);
    }

    private static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i * 7);
        return bytes;
    }

    private static byte[] Framed(byte[][] messages)
    {
        using var framed = new MemoryStream();
        Span<byte> prefix = stackalloc byte[MessageReader.PrefixLength];
        foreach (var message in messages)
        {
            MessageReader.WritePrefix(prefix, message.Length);
            framed.Write(prefix);
            framed.Write(message);
        }
        return framed.ToArray();
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, int[] cuts)
    {
        foreach (var cut in cuts)
        {
            yield return bytes[..Math.Min(cut, bytes.Length)];
            bytes = bytes[Math.Min(cut, bytes.Length)..];
        }
        yield return bytes;
    }
}
