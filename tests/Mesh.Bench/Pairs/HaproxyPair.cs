using System.Globalization;
using System.Net;
using System.Text;
using Mesh.Bench.Addresses;
using Mesh.TestKit.Programs;

namespace Mesh.Bench.Pairs;

/// <summary>HAProxy on both sides, with HTTP/1.1 or HTTP/2 between them.</summary>
internal sealed class HaproxyPair(PairHosts hosts, PairCertificates certificates, int firstDestinations, bool isCaptured, bool http2)
    : LocalProxyPair(hosts, firstDestinations, isCaptured)
{
    private const string Defaults = """
        global
          nbthread 1
          maxconn 4096
        defaults
          maxconn 4096
          backlog 4096
          timeout connect 5s
          timeout client 600s
          timeout server 600s
          timeout http-keep-alive 600s

        """;

    private readonly int _firstDestinations = firstDestinations;

    public override string Name => http2 ? "haproxy-h2" : "haproxy-h1";

    public override IPEndPoint? Grpc => http2 ? Outbound(BenchPorts.Grpc, BenchPorts.OutboundGrpc) : null;

    private string Alpn => http2 ? "alpn h2" : "alpn http/1.1";

    protected override string OutboundConfiguration()
    {
        var tls = $"ssl crt {certificates.Combined("client")} ca-file {certificates.Bundle} verify required verifyhost {PairCertificates.ServerName} ssl-min-ver TLSv1.3";
        var text = new StringBuilder(Defaults);
        foreach (var port in Enumerable.Range(BenchPorts.OutboundFirst, _firstDestinations).Prepend(BenchPorts.OutboundHttp))
        {
            // Without "always" a client connection's first request never shares a connection, and HTTP/2 would not multiplex.
            text.Append(CultureInfo.InvariantCulture, $"""
                listen http{port}
                  mode http
                  bind 127.0.0.1:{port}
                  http-reuse always
                  server remote {Hosts.Server.IPv4}:{BenchPorts.InboundHttp} {tls} {Alpn}

                """);
        }

        if (http2)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                listen grpc
                  mode http
                  bind 127.0.0.1:{BenchPorts.OutboundGrpc} proto h2
                  http-reuse always
                  server remote {Hosts.Server.IPv4}:{BenchPorts.InboundGrpc} {tls} {Alpn}

                """);
        }

        return text.Append(CultureInfo.InvariantCulture, $"""
            listen bulk
              mode tcp
              bind 127.0.0.1:{BenchPorts.OutboundBulk}
              server remote {Hosts.Server.IPv4}:{BenchPorts.InboundBulk} {tls}
            listen echo
              mode tcp
              bind 127.0.0.1:{BenchPorts.OutboundEcho}
              server remote {Hosts.Server.IPv4}:{BenchPorts.InboundEcho} {tls}

            """).ToString();
    }

    protected override string InboundConfiguration()
    {
        var tls = $"ssl crt {certificates.Combined("server")} ca-file {certificates.Bundle} verify required ssl-min-ver TLSv1.3";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {{Defaults}}
            listen http
              mode http
              bind {{Hosts.Server.IPv4}}:{{BenchPorts.InboundHttp}} {{tls}} {{Alpn}}
              http-request set-header x-forwarded-client-cert Subject=%[ssl_c_s_dn];Serial=%[ssl_c_serial,hex]
              http-reuse always
              server app 127.0.0.1:{{BenchPorts.App}}
            listen grpc
              mode http
              bind {{Hosts.Server.IPv4}}:{{BenchPorts.InboundGrpc}} {{tls}} {{Alpn}}
              http-request set-header x-forwarded-client-cert Subject=%[ssl_c_s_dn];Serial=%[ssl_c_serial,hex]
              http-reuse always
              server app 127.0.0.1:{{BenchPorts.Grpc}} proto h2
            listen bulk
              mode tcp
              bind {{Hosts.Server.IPv4}}:{{BenchPorts.InboundBulk}} {{tls}}
              server app 127.0.0.1:{{BenchPorts.Bulk}}
            listen echo
              mode tcp
              bind {{Hosts.Server.IPv4}}:{{BenchPorts.InboundEcho}} {{tls}}
              server app 127.0.0.1:{{BenchPorts.Echo}}

            """);
    }

    protected override ProgramStart Program(string configuration) => new("haproxy", "-f", configuration);
}
