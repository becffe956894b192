#!/bin/bash
# Whether the daemon in this container makes progress. The image has no HTTP client, and needs none.
#
#   livez [PORT]    of the admin listener, 9464 unless told otherwise
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${1:-9464}"
printf 'GET /livez HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[[ $status == 200 ]]
