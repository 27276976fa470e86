using Mesh.Bench.Load.Grpc;

namespace Mesh.Bench.Tests.Load;

public sealed class FieldBlocksTests
{
    // RFC 7541 appendix C.3.1 and C.3.2: the first entry of the table is 62.
    [Fact]
    public void A_field_enters_the_table_and_is_a_byte_from_then_on()
    {
        var block = new FieldBlocks().Static(2).Static(6).Static(4).Named(1, "www.example.com");

        Assert.Equal("828684410F7777772E6578616D706C652E636F6D", Convert.ToHexString(block.First));
        Assert.Equal("828684BE", Convert.ToHexString(block.Later()));
    }

    [Fact]
    public void Entries_of_later_blocks_move_it_back()
    {
        var head = GrpcMessages.ResponseHead();

        Assert.Equal("88BF", Convert.ToHexString(head.Later(laterEntries: 1)));
        Assert.Equal("BE", Convert.ToHexString(GrpcMessages.Trailers().Later()));
    }

    [Fact]
    public void Without_a_table_fields_are_literals()
    {
        Assert.Equal("000B677270632D7374617475730130", Convert.ToHexString(GrpcMessages.Trailers().Literal));
        Assert.Equal("880F10106170706C69636174696F6E2F67727063", Convert.ToHexString(GrpcMessages.ResponseHead().Literal));
    }
}
