#!/bin/sh
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
# A throw-away PostgreSQL cluster for tests: UTF8, collation C, loopback and unix socket only.
#   postgres_cluster.sh start DIR   creates it in DIR (absent or empty), prints its URL
#   postgres_cluster.sh stop DIR    stops it and removes DIR
# Nothing is flushed to the disk: the machine is never cut off in these tests, and a database is made for each.
# CLAIRIS_POSTGRES_FLUSH=on makes it durable, as benchmarks need it.
# The server refuses to run as root: then it runs as the package's user postgres.
set -eu

usage() { echo "usage: $0 start DIR | stop DIR" >&2; exit 2; }
[ $# -eq 2 ] || usage
command=$1
dir=$2
flush=${CLAIRIS_POSTGRES_FLUSH:-off}
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)

as_server_user() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

free_port() {
  /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; fi
  chmod 700 "$dir"
  port=$(free_port)
  as_server_user "$bin/initdb" -D "$dir/data" --locale=C --encoding=UTF8 --auth=trust --username=clairis >"$dir/initdb.log" 2>&1 ||
    { cat "$dir/initdb.log" >&2; exit 1; }
  as_server_user "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 60 \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$dir -c fsync=$flush -c full_page_writes=$flush -c max_connections=200" start >/dev/null ||
    { as_server_user cat "$dir/data/server.log" >&2; exit 1; }
  as_server_user "$bin/createdb" -h 127.0.0.1 -p "$port" -U clairis clairis
  echo "postgresql://clairis@127.0.0.1:$port/clairis"
}

stop() {
  if [ -f "$dir/data/postmaster.pid" ] || as_server_user test -f "$dir/data/postmaster.pid"; then
    as_server_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null
  fi
  rm -rf "$dir"
}

case $command in
  start) start ;;
  stop) stop ;;
  *) usage ;;
esac
