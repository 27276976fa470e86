using Mesh.Engine.Buffers;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Sockets;

public sealed class BackpressureTests : SocketTest
{
    private const int Size = 64 * 1024 * 1024;
    private const long Bound = 1024 * 1024;

    [Fact]
    public void AStreamArrivesBitExactInBoundedMemory()
    {
        Establish();
        var up = new Pump(Client, Server, Size, seed: 1);
        var down = new Pump(Server, Client, Size, seed: 2);
        up.Start();
        down.Start();
        Loop.RunUntil(() => up.IsDone && down.IsDone, "transfer");
        Assert.InRange(Loop.Buffers.AllocatedBytes, 0, Bound);
    }

    [Fact]
    public void APausedReaderStopsTheWriter()
    {
        Establish();
        var pump = new Pump(Client, Server, Size, seed: 3);
        Server.Connection!.PauseReading();
        pump.Start();
        RunUntilQuiet();

        Assert.Equal(0, pump.Received);
        Assert.True(Client.Connection!.Output.Length > Connection.LowWatermark);
        Assert.InRange(Loop.Buffers.AllocatedBytes, 0, Bound);

        Server.Connection.ResumeReading();
        Assert.Equal(0, pump.Received);
        Loop.RunUntil(() => pump.IsDone, "transfer");
    }

    [Fact]
    public void AReaderThatConsumesNothingStopsTheWriterAtTheLimit()
    {
        Establish();
        var pump = new Pump(Client, Server, Size, seed: 4);
        var take = Server.Data!;
        Server.Data = static _ => { };
        pump.Start();
        RunUntilQuiet();

        Assert.InRange(Server.Connection!.Input.Length, Connection.InputLimit, Connection.InputLimit + BufferPool.BlockSize);
        Assert.InRange(Loop.Buffers.AllocatedBytes, 0, Bound);

        // Consuming later, outside any callback, is enough to go on.
        Server.Data = take;
        take(Server.Connection);
        Loop.RunUntil(() => pump.IsDone, "transfer");
    }

    [Fact]
    public void ResumingDeliversWhatWasHeldBackLaterAndOnce()
    {
        var calls = 0;
        Server.Data = connection =>
        {
            calls++;
            connection.PauseReading();
        };
        Establish();
        Client.Connection!.Output.Append("abc"u8);
        Client.Connection.CloseOutput();
        Loop.RunUntil(() => calls == 1);
        RunUntilQuiet();
        Assert.False(Server.Ended);

        Server.Data = connection =>
        {
            calls++;
            Server.TakeAll(connection);
        };
        Server.Connection!.ResumeReading();
        Assert.Equal(1, calls);
        Loop.RunUntil(() => Server.Ended);
        Assert.Equal(2, calls);
        Assert.Equal(3, Server.Received.Length);
    }

    [Fact]
    public void WritableIsCalledOnlyAfterTheHighWatermark()
    {
        Establish();
        var client = Client.Connection!;
        client.Output.Append(new byte[Connection.HighWatermark]);
        client.ScheduleFlush();
        Loop.RunUntil(() => Server.Received.Length == Connection.HighWatermark);
        Assert.DoesNotContain("writable", Client.Events);

        client.Output.Append(new byte[Connection.HighWatermark + 1]);
        client.ScheduleFlush();
        Loop.RunUntil(() => Client.Events.Contains("writable"));
        Assert.True(client.Output.Length <= Connection.LowWatermark);
    }

    [Fact]
    public void OneBusyConnectionDoesNotStarveAnother()
    {
        Establish();
        var pump = new Pump(Client, Server, Size, seed: 5);
        pump.Start();
        Loop.RunUntil(() => pump.Received > 0);
        var late = new RecordingHandler();
        var before = pump.Received;
        TcpConnector.Connect(Loop, Listener.Local, TcpConnectOptions.Default, late);
        Loop.RunUntil(() => late.Connection is not null);
        Assert.InRange(pump.Received - before, 0, Size / 4);
    }

    private void RunUntilQuiet()
    {
        for (var turn = 0; turn < 200; turn++)
            Loop.RunOnce(0);
    }
}
