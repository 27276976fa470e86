using System.Net;
using System.Text;
using Mesh.Bench.Addresses;

namespace Mesh.Bench.Pairs;

/// <summary>nginx.conf of the application and of both proxies. One worker, no access log, connections kept.</summary>
internal static class NginxConfiguration
{
    private const string StreamModule = "/usr/lib/nginx/modules/ngx_stream_module.so";

    // Debian has TCP proxying in a module of its own; other builds have it inside.
    private static readonly string LoadStream = File.Exists(StreamModule) ? $"load_module {StreamModule};" : "";

    public static string Application(string directory, string root) => $$"""
        {{Common(directory, "app")}}
        http {
          {{HttpCommon(directory, "app")}}
          sendfile on;
          sendfile_max_chunk 64k;
          server { listen {{BenchPorts.App}} backlog=4096; root {{root}}; location = /take { return 200 "taken"; } }
        }

        """;

    public static string Outbound(string directory, PairCertificates certificates, IPAddress server, int firstDestinations)
    {
        var client = $"""
            proxy_ssl_certificate {certificates.Chain("client")};
              proxy_ssl_certificate_key {certificates.Key("client")};
              proxy_ssl_trusted_certificate {certificates.Bundle};
              proxy_ssl_verify on;
              proxy_ssl_verify_depth 2;
              proxy_ssl_name {PairCertificates.ServerName};
              proxy_ssl_protocols TLSv1.3;
            """;
        var servers = new StringBuilder();
        foreach (var port in Enumerable.Range(BenchPorts.OutboundFirst, firstDestinations).Prepend(BenchPorts.OutboundHttp))
        {
            servers.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
                  upstream u{{port}} { server {{server}}:{{BenchPorts.InboundHttp}}; keepalive 2048; keepalive_requests 1000000000; keepalive_timeout 600s; }
                  server { listen 127.0.0.1:{{port}} backlog=4096; location / { proxy_pass https://u{{port}}; } }

                """);
        }

        return $$"""
            {{LoadStream}}
            {{Common(directory, "outbound")}}
            http {
              {{HttpCommon(directory, "outbound")}}
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $host;
              {{client}}
            {{servers}}}
            stream {
              proxy_ssl on;
              {{client}}
              server { listen 127.0.0.1:{{BenchPorts.OutboundBulk}}; proxy_pass {{server}}:{{BenchPorts.InboundBulk}}; }
              server { listen 127.0.0.1:{{BenchPorts.OutboundEcho}} backlog=4096; proxy_pass {{server}}:{{BenchPorts.InboundEcho}}; }
            }

            """;
    }

    public static string Inbound(string directory, PairCertificates certificates, IPAddress server)
    {
        var tls = $"""
            ssl_certificate {certificates.Chain("server")};
              ssl_certificate_key {certificates.Key("server")};
              ssl_client_certificate {certificates.Bundle};
              ssl_verify_client on;
              ssl_verify_depth 2;
              ssl_protocols TLSv1.3;
            """;
        return $$"""
            {{LoadStream}}
            {{Common(directory, "inbound")}}
            http {
              {{HttpCommon(directory, "inbound")}}
              {{tls}}
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $host;
              proxy_set_header x-forwarded-client-cert "Subject=$ssl_client_s_dn;Serial=$ssl_client_serial";
              upstream app { server 127.0.0.1:{{BenchPorts.App}}; keepalive 2048; keepalive_requests 1000000000; keepalive_timeout 600s; }
              server { listen {{server}}:{{BenchPorts.InboundHttp}} ssl backlog=4096; location / { proxy_pass http://app; } }
            }
            stream {
              {{tls}}
              server { listen {{server}}:{{BenchPorts.InboundBulk}} ssl; proxy_pass 127.0.0.1:{{BenchPorts.Bulk}}; }
              server { listen {{server}}:{{BenchPorts.InboundEcho}} ssl backlog=4096; proxy_pass 127.0.0.1:{{BenchPorts.Echo}}; }
            }

            """;
    }

    private static string Common(string directory, string name) => $$"""
        daemon off;
        user root;
        worker_processes 1;
        worker_rlimit_nofile 65536;
        pid {{directory}}/{{name}}.pid;
        error_log {{directory}}/{{name}}.log warn;
        events { worker_connections 16384; }
        """;

    private static string HttpCommon(string directory, string name) => $"""
        access_log off;
          keepalive_requests 1000000000;
          keepalive_timeout 600s;
          client_body_temp_path {directory}/{name}-body;
          proxy_temp_path {directory}/{name}-proxy;
          fastcgi_temp_path {directory}/{name}-fastcgi;
          uwsgi_temp_path {directory}/{name}-uwsgi;
          scgi_temp_path {directory}/{name}-scgi;
        """;
}
