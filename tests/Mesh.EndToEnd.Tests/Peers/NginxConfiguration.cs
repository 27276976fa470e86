namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>What every nginx of the tests needs around its servers.</summary>
internal static class NginxConfiguration
{
    /// <summary>A configuration that keeps all files in one directory, for a process in the foreground.</summary>
    internal static string Of(string directory, string http)
    {
        Directory.CreateDirectory(directory);
        return $$"""
            user root;
            daemon off;
            pid {{directory}}/pid;
            error_log stderr;
            events {}
            http {
            access_log off;
            client_body_temp_path {{directory}}/body;
            proxy_temp_path {{directory}}/proxy;
            fastcgi_temp_path {{directory}}/fastcgi;
            uwsgi_temp_path {{directory}}/uwsgi;
            scgi_temp_path {{directory}}/scgi;
            {{http}}
            }

            """;
    }
}
