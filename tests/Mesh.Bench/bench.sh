#!/usr/bin/env bash
# Installs what the bench compares the mesh with, builds the bench and runs it. Arguments are the bench's (--help).
# The mesh's own programs must be in artifacts/bin.
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=()
command -v nginx >/dev/null || packages+=(nginx)
[ -e /usr/lib/nginx/modules/ngx_stream_module.so ] || packages+=(libnginx-mod-stream)
command -v haproxy >/dev/null || packages+=(haproxy)
command -v ip >/dev/null || packages+=(iproute2)
command -v iptables-restore >/dev/null || packages+=(iptables)
if [ ${#packages[@]} -gt 0 ]; then
  echo "installing ${packages[*]}" >&2
  DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
  # RUNLEVEL=1: the packages' services are not started; the bench starts what it needs.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends "${packages[@]}" >/dev/null
fi

dotnet build tests/Mesh.Bench -c Release -v q --nologo
exec tests/Mesh.Bench/bin/Release/net10.0/Mesh.Bench "$@"
