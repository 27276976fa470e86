using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>nginx as an application: files, compression, ranges, uploads; HTTP/1 on one port and HTTP/2 on the other.</summary>
public sealed class NginxServer(PeersMesh peers) : IAsyncLifetime
{
    internal const int Port = 8082;
    internal const int Http2Port = 8083;

    /// <summary>Size of the file <c>/lines</c>.</summary>
    internal const int Size = 4 * 1024 * 1024;

    private ChildProcess? _nginx;

    /// <summary>Path of what <c>/lines</c> answers.</summary>
    internal string File => peers.Path("www/lines");

    /// <summary>A file that was uploaded.</summary>
    internal string Uploaded(string name) => peers.Path($"www/upload/{name}");

    public async ValueTask InitializeAsync()
    {
        if (!PeerPrograms.Installed)
            return;
        Directory.CreateDirectory(peers.Path("www/upload"));
        peers.WriteLines("www/lines", Size);
        var configuration = peers.Path("nginx.conf");
        await System.IO.File.WriteAllTextAsync(configuration, NginxConfiguration.Of(peers.Path("nginx"), $$"""
            large_client_header_buffers 4 64k;
            gzip_types text/plain;
            server {
                listen {{Port}};
                listen {{Http2Port}} http2;
                root {{peers.Path("www")}};
                default_type text/plain;
                location = /small { return 200 "$request_method $server_protocol\n"; }
                location = /trailers { add_trailer x-sum 42; return 200 "body\n"; }
                location /gzip/ { alias {{peers.Path("www")}}/; gzip on; }
                location /upload/ { dav_methods PUT; client_max_body_size 0; client_body_buffer_size 16k; }
            }
            """));
        _nginx = await peers.ServeAsync(Port, new ProgramStart("nginx", "-c", configuration));
        await peers.Client.MeetAsync("http://nginx.t/small");
    }

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
            await _nginx.StopAsync();
    }
}
