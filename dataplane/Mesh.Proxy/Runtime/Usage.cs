namespace Mesh.Proxy.Runtime;

/// <summary>What <c>mesh-proxy --help</c> prints.</summary>
internal static class Usage
{
    internal const string Text = """
        mesh-proxy: the proxy beside a workload

        Required
          --workload NAMESPACE/NAME      the WorkloadEntry this proxy serves
          --address IP                   each of the workload's addresses (repeatable, or a list with commas)
          --ca HOST:PORT                 certificate authority
          --control-plane HOST:PORT      control plane
          --token-file PATH              file with the join token; with --root-file a service account's token
          --state-dir DIR                keeps the last good configuration, never a key

        Optional
          --root-file PATH               PEM of the roots to trust, beside a Kubernetes service account's token
          --trust-domain NAME            of that service account (default cluster.local)
          --capture iptables|none        how connections arrive (default iptables)
          --dns-upstream IP:PORT         resolver for names outside the mesh; or the path of a resolv.conf
          --certificate-validity D       wanted certificate lifetime, e.g. 24h or 2m
          --outbound-listen, --inbound-listen, --tunnel-listen, --metrics-listen, --dns-listen IP:PORT
          --admin-socket PATH            default STATE/admin.sock
          --ready-file PATH              written once the proxy serves
          --drain-deadline D             time for exchanges to finish after SIGTERM (default 30s)
          --take-over PATH               admin socket of the running proxy to replace without a refused connection
          --handover-deadline D          time for exchanges to finish after being replaced (default 10m)
          --max-header-bytes N           of a request's or response's head, 1024 to 61440 (default 61440)
          --max-headers N                fields of a head, 10 to 1000 (default 100)
          --header-timeout D             time for a head to arrive (default 60s)
          --http-idle-timeout D          an HTTP connection without a byte is closed after it (default 1h)
          --max-connections N            accepted and open at a time, more are reset (default 50000; what the descriptors allow)
          --max-outbound-connections, --max-inbound-connections, --max-tunnel-connections N
                                         the same of one listener (default three quarters of --max-connections)
          --max-connections-per-source N|off
                                         of one address, plaintext or tunnels (default off)
          --max-connection-rate N|off    accepted in a second by each listener, more are reset (default off)
          --max-streams N                open on one HTTP/2 connection, 1 to 65536 (default 1024)
          --max-body-buffer N            bytes of a request's body kept for another attempt, 0 to 1048576 (default 65536)
          --loops N                      event loops (default 1)
          --memory-limit SIZE|off        near it work is refused, e.g. 64Mi (default: the control group's limit)
          --tcp-idle-timeout D|off       TCP connections without a byte either way are reset (default 1h)
          --tcp-connect-timeout D        wait for the application, or an address outside the mesh, to accept (default 10s)
          --tcp-keepalive D|off          silence before a peer is probed, and between three probes (default 30s)
          --tcp-user-timeout D|off       longest time a peer may acknowledge or take nothing (default off: the system's)
          --log-level debug|info|warn    default info

        Environment
          MESH_APP_PROBES                the application's own probes in JSON, answered on /app-health/CONTAINER/PROBE

        Ask a running proxy
          mesh-proxy admin config_dump|clients|loglevel LEVEL|drain|upgrade --admin-socket PATH
            drain     sends callers elsewhere and waits; 1 when something is still in progress at the deadline
            upgrade   replaces the running program by this one without a refused connection; its flags stay

        Example
          mesh-proxy --workload shop/web-1 --address 10.0.0.7 --ca 10.0.0.2:15013 --control-plane 10.0.0.2:15012 \
                     --token-file /etc/mesh/token --state-dir /var/lib/mesh
        """;
}
