using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Copies a request upstream and its response back, with backpressure both ways.</summary>
internal sealed class RelayExchange
{
    internal RelayExchange(RelayServer relay, HttpStream server)
    {
        Request = new Direction(this) { Source = server };
        Response = new Direction(this) { Target = server };
        Relay = relay;
    }

    internal Direction Request { get; }

    internal Direction Response { get; }

    private RelayServer Relay { get; }

    private void Connect()
    {
        if (Request.Target is not null)
            return;
        var client = Relay.Open(Response);
        Request.Target = Response.Source = client;
    }

    private void Broke(Direction direction, StreamError error)
    {
        if (direction == Request)
        {
            if (!Response.Ended)
                Request.Target?.Reset(StreamError.Cancelled);
        }
        else if (Response.Started)
            Response.Target!.Reset(error);
        else
        {
            using var block = Blocks.Response("502");
            Response.Target!.SendHeaders(block, true);
        }
    }

    internal sealed class Direction(RelayExchange exchange) : IHttpStreamHandler
    {
        private int _unconsumed;

        internal HttpStream? Source { get; set; }

        internal HttpStream? Target { get; set; }

        internal bool Started { get; private set; }

        internal bool Ended { get; private set; }

        private Direction Other => this == exchange.Request ? exchange.Response : exchange.Request;

        public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
        {
            if (this == exchange.Request)
                exchange.Connect();
            Started |= head.Status is 0 or >= 200;
            Ended = endStream;
            Target!.SendHeaders(head, endStream);
        }

        public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            Ended = endStream;
            Target!.SendData(data, endStream);
            if (Target.SendCapacity > 0)
                stream.Consumed(data.Length);
            else
                _unconsumed += data.Length;
        }

        public void OnTrailers(HttpStream stream, HeaderBlock trailers)
        {
            Ended = true;
            Target!.SendTrailers(trailers);
        }

        // The stream that became writable is the other direction's target.
        public void OnWritable(ByteStream stream) => Other.Resume();

        public void OnReset(ByteStream stream, StreamError error) => exchange.Broke(this, error);

        private void Resume()
        {
            var count = _unconsumed;
            _unconsumed = 0;
            Source?.Consumed(count);
        }
    }
}
