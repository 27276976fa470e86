using Mesh.TestKit.Programs;

namespace Mesh.TestKit.Network;

/// <summary>Records what passes a host's interfaces, by tcpdump.</summary>
public sealed class PacketCapture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly ChildProcess _tcpdump;

    private PacketCapture(TemporaryDirectory directory, ChildProcess tcpdump)
    {
        _directory = directory;
        _tcpdump = tcpdump;
    }

    private string File => _directory["packets.pcap"];

    /// <summary>Starts to record; returns once tcpdump listens.</summary>
    /// <param name="host">Where.</param>
    /// <param name="networkInterface">Which interface: <c>eth0</c> is what leaves the host; <c>any</c> has loopback too.</param>
    /// <param name="filter">A pcap filter, such as <c>tcp port 15008</c>; empty records all.</param>
    public static async Task<PacketCapture> StartAsync(NetworkHost host, string networkInterface = "eth0", string filter = "")
    {
        ArgumentNullException.ThrowIfNull(host);
        var directory = new TemporaryDirectory();
        var tcpdump = host.Start(new ProgramStart(
            "tcpdump", "-i", networkInterface, "-s", "0", "-U", "--immediate-mode", "-Z", "root", "-w", directory["packets.pcap"], filter));
        await tcpdump.WaitForOutputAsync("listening on");
        return new PacketCapture(directory, tcpdump);
    }

    /// <summary>Whether the bytes have been seen so far, inside one packet.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes) => System.IO.File.ReadAllBytes(File).AsSpan().IndexOf(bytes) >= 0;

    /// <summary>Waits until the bytes have been seen: proof that the capture caught up with what was sent.</summary>
    public Task WaitForAsync(byte[] bytes) => Eventually.TrueAsync(() => Contains(bytes), "the packet is recorded");

    /// <summary>Stops and returns the whole recording (pcap format).</summary>
    public async Task<byte[]> StopAsync()
    {
        await _tcpdump.StopAsync();
        return await System.IO.File.ReadAllBytesAsync(File);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _tcpdump.DisposeAsync();
        _directory.Dispose();
    }
}
