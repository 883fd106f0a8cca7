#!/usr/bin/env bash
# A PostgreSQL of one's own for tests: `tools/postgres.sh start` prints its URL, `tools/postgres.sh stop URL` removes it,
# `tools/postgres.sh crash URL` ends it without warning and starts it again.
# It listens on a socket in a new folder only, and runs as an ordinary user where the caller is root (it refuses root). It waits
# for no disk: what it wrote outlives its processes, which is all that tests ask; only a power cut could take it away.
# Exit code 3: PostgreSQL is not on this machine; the reason is on stderr.
set -euo pipefail

programs() {
  local folder
  for folder in $(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV) \
    "$(dirname "$(command -v initdb 2>/dev/null || echo /none/initdb)")"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder"; return; fi
  done
  echo "PostgreSQL không có trên máy này (cần initdb, pg_ctl; Debian: apt-get install postgresql)" >&2
  exit 3
}

as_user() {
  if [ "$(id -u)" != 0 ]; then "$@"; return; fi
  local user=nobody
  if id -u postgres >/dev/null 2>&1; then user=postgres; fi
  if ! command -v setpriv >/dev/null; then echo "đang là root mà không có setpriv để đổi người dùng" >&2; exit 3; fi
  (cd / && setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups -- env HOME="$folder" "$@")
}

case "${1:-}" in
  start)
    bin=$(programs)
    # Short: the path of a socket may have 107 bytes only.
    base=/tmp
    folder=$(mktemp -d "$base/scoring-pg.XXXXXX")
    if [ "$(id -u)" = 0 ]; then
      chown "$(if id -u postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi)" "$folder"
    fi
    if ! { as_user "$bin/initdb" -D "$folder/data" -U scoring -A trust -E UTF8 --locale=C --no-sync &&
      as_user "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 \
        -o "-k $folder -c listen_addresses='' -c max_connections=250 -c fsync=off" start; } >"$folder/out" 2>&1 </dev/null; then
      cat "$folder/out" "$folder/log" >&2 2>/dev/null || true
      rm -rf "$folder"
      exit 1
    fi
    echo "postgresql://scoring@/postgres?host=$folder"
    ;;
  stop)
    folder=${2##*host=}
    case "$folder" in */scoring-pg.??????) ;; *) echo "không phải cụm do lệnh này tạo: $2" >&2; exit 2 ;; esac
    bin=$(programs)
    as_user "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 </dev/null || true
    rm -rf "$folder"
    ;;
  crash)
    # Ends every process at once; what was acknowledged comes back from its log.
    folder=${2##*host=}
    case "$folder" in */scoring-pg.??????) ;; *) echo "không phải cụm do lệnh này tạo: $2" >&2; exit 2 ;; esac
    bin=$(programs)
    as_user "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -m immediate -w -t 60 restart >/dev/null 2>&1 </dev/null
    ;;
  *)
    echo "dùng: $0 start | stop URL | crash URL" >&2
    exit 2
    ;;
esac
