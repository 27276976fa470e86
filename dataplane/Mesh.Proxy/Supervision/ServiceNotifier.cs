using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Supervision;

/// <summary>
/// Tells the service manager what becomes of the proxy: datagrams to the socket it named, sd_notify(3). Without one nothing is said.
/// </summary>
/// <param name="address">Of <c>NOTIFY_SOCKET</c>: a path, or <c>@name</c> for an abstract one. Null for none.</param>
/// <param name="log">Where failures go: they are no reason to stop.</param>
internal sealed class ServiceNotifier(string? address, ProxyLog log)
{
    /// <summary>This process serves; it is the service's main process from now on.</summary>
    internal void Ready() => Send(string.Create(CultureInfo.InvariantCulture, $"READY=1\nMAINPID={Environment.ProcessId}"));

    /// <summary>Another process is the service's main process from now on: the end of this one is not the service's.</summary>
    internal void HandedOver(int process) => Send(string.Create(CultureInfo.InvariantCulture, $"MAINPID={process}"));

    /// <summary>The service drains.</summary>
    internal void Stopping() => Send("STOPPING=1");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(address))
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
        }
        catch (Exception failed) when (failed is SocketException or ArgumentException)
        {
            log.Warn($"the service manager at {address} cannot be told '{state}': {failed.Message}");
        }
    }
}
