using System.Net;
using Mesh.Conventions;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit;
using Mesh.TestKit.Programs;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Tests.ProxyProtocol;

/// <summary>nginx and HAProxy as applications that want the PROXY protocol and refuse connections without it.</summary>
public sealed class AcceptingServersTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _client = new();
    private ProxyPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _pair.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(ProxyProtocolVersion.V1)]
    [InlineData(ProxyProtocolVersion.V2)]
    public async Task Nginx(ProxyProtocolVersion version)
    {
        var address = new IPEndPoint(_pair.Callee.Address, FreePort.Tcp());
        await using var nginx = Start("nginx", "nginx.conf", $$"""
            daemon off;
            master_process off;
            pid {{_directory["pid"]}};
            error_log stderr;
            events {}
            http {
              access_log off;
              server {
                listen {{address}} proxy_protocol;
                location / { return 200 "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_port"; }
              }
            }
            """, "-p", _directory.Path, "-e", "stderr", "-c");
        await AssertToldAsync(address, version, Told(address));
    }

    [Theory]
    [InlineData(ProxyProtocolVersion.V1)]
    [InlineData(ProxyProtocolVersion.V2)]
    public async Task HAProxy(ProxyProtocolVersion version)
    {
        var address = new IPEndPoint(_pair.Callee.Address, FreePort.Tcp());
        await using var haproxy = Start("haproxy", "haproxy.cfg", $"""
            defaults
              mode http
              timeout client 10s
            frontend told
              bind {address} accept-proxy
              http-request return status 200 content-type text/plain lf-string "%[src] %[src_port] %[dst_port]"

            """, "-db", "-f");
        await AssertToldAsync(address, version, Told(address));
    }

    // To both of them port 0 is none.
    private string Told(IPEndPoint address) => $"{_pair.Caller.Address}  {address.Port}";

    private ChildProcess Start(string program, string file, string configuration, params string[] arguments)
    {
        File.WriteAllText(_directory[file], configuration);
        return ChildProcess.Start(new ProgramStart(program, [.. arguments, _directory[file]]));
    }

    private async Task AssertToldAsync(IPEndPoint address, ProxyProtocolVersion version, string expected)
    {
        _pair.Callee.Discovery.Set(new InboundPolicy([_pair.Callee.Address], [new InboundPort { Port = address.Port, ProxyProtocol = version }], MtlsMode.Strict));
        _pair.Route(address);
        var text = "";
        await Eventually.TrueAsync(async () =>
        {
            using var response = await _client.GetAsync($"http://{_pair.Local}/");
            text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode;
        }, $"{address} answers");
        Assert.Equal(expected, text);
    }
}
