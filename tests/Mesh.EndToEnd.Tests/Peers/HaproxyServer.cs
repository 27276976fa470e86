using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>HAProxy as an application that answers itself; HTTP/1 on one port and HTTP/2 on the other.</summary>
public sealed class HaproxyServer(PeersMesh peers) : IAsyncLifetime
{
    internal const int Port = 8084;
    internal const int Http2Port = 8085;

    private ChildProcess? _haproxy;

    public async ValueTask InitializeAsync()
    {
        if (!PeerPrograms.Installed)
            return;
        var configuration = peers.Path("haproxy-server.cfg");
        await File.WriteAllTextAsync(configuration, HaproxyConfiguration.Of($$"""
            frontend application
                bind :{{Port}}
                bind :{{Http2Port}} proto h2
                http-request wait-for-body time 20s if { method POST }
                http-request return status 204 if { path /empty }
                http-request return status 503 content-type text/plain string "not now" if { path /fail }
                http-request return status 200 content-type text/plain lf-string "%[method] HTTP/%[req.ver] %[path] %[req.body_len] %[req.hdr(x-forwarded-client-cert)]\n"
            """));
        _haproxy = await peers.ServeAsync(Port, new ProgramStart("haproxy", "-f", configuration));
        await peers.Client.MeetAsync("http://haproxy.t/");
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
            await _haproxy.KillAsync();
    }
}
