using System.Net;
using System.Net.Sockets;
using Mesh.Bench.Addresses;
using Mesh.TestKit.Network;

namespace Mesh.Bench.Load.Grpc;

/// <summary>
/// The gRPC application on a server host: answers every call as soon as it is complete. One thread, and as little work as HTTP/2 allows,
/// so that the proxies are what is measured.
/// </summary>
internal sealed class GrpcServer : IDisposable
{
    private const int ListenerTag = 0;

    private readonly Socket _listener;
    private readonly Epoll _epoll = new();
    private readonly List<GrpcServerConnection?> _connections = [null];

    public GrpcServer(NetworkHost host)
    {
        _listener = host.Listen(new IPEndPoint(IPAddress.Any, BenchPorts.Grpc));
        _epoll.Add((int)_listener.Handle, ListenerTag);
        new Thread(Run) { IsBackground = true, Name = "grpc-server" }.Start();
    }

    // The thread waits for ever then, and ends with the process.
    public void Dispose() => _listener.Dispose();

    private void Run()
    {
        Span<int> ready = stackalloc int[128];
        while (true)
        {
            var count = _epoll.Wait(ready);
            for (var index = 0; index < count; index++)
            {
                if (ready[index] == ListenerTag)
                {
                    Accept();
                }
                else if (ready[index] > 0)
                {
                    Serve(ready[index]);
                }
            }
        }
    }

    private void Accept()
    {
        var socket = _listener.Accept();
        socket.NoDelay = true;
        var connection = new GrpcServerConnection(socket);
        _connections.Add(connection);
        _epoll.Add(connection.Descriptor, _connections.Count - 1);
    }

    private void Serve(int tag)
    {
        if (_connections[tag] is { } connection && !connection.Read())
        {
            _epoll.Remove(connection.Descriptor);
            connection.Dispose();
            _connections[tag] = null;
        }
    }
}

/// <summary>A connection of the gRPC application.</summary>
internal sealed class GrpcServerConnection : FrameConnection
{
    private const int PrefaceLength = 24;

    // MAX_CONCURRENT_STREAMS = 1000.
    private static readonly byte[] Settings = [0, 3, 0, 0, 3, 232];

    private readonly FieldBlocks _head = GrpcMessages.ResponseHead();
    private readonly FieldBlocks _trailers = GrpcMessages.Trailers();
    private readonly byte[] _laterHead;
    private readonly byte[] _laterTrailers;
    private readonly Queue<int> _complete = new();
    private bool _isFirst = true;

    public GrpcServerConnection(Socket socket)
        : base(socket)
    {
        PrefaceLeft = PrefaceLength;
        (_laterHead, _laterTrailers) = (_head.Later(laterEntries: 1), _trailers.Later());
        Begin(Settings);
    }

    protected override bool Received(FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (head.Type is FrameHead.Data or FrameHead.Headers && head.Has(FrameHead.EndStream))
        {
            _complete.Enqueue(head.Stream);
        }

        return head.Type != FrameHead.GoAway;
    }

    protected override void BatchEnded()
    {
        while (_complete.Count > 0 && SendWindow >= GrpcMessages.Message.Length)
        {
            Answer(_complete.Dequeue());
            if (!Output.HasRoom && !Flush())
            {
                return;
            }
        }
    }

    private void Answer(int stream)
    {
        AddFields(stream, 0, _head, _isFirst ? [] : _laterHead);
        Output.Add(FrameHead.Data, 0, stream, GrpcMessages.Message);
        AddFields(stream, FrameHead.EndStream, _trailers, _isFirst ? [] : _laterTrailers);
        Spend(GrpcMessages.Message.Length);
        _isFirst = false;
    }
}
