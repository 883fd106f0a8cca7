#!/usr/bin/env bash
# Exact versions with hashes of every package, for every Python and system: requirements/build.txt (pip, uv and what builds
# packages; installed first) and requirements/all.txt (all extras). No index address is written.
#   tools/lock.sh             writes both anew; versions that still fit stay
#   tools/lock.sh --upgrade   takes the newest of each
#   tools/lock.sh --check     exit code 1 where they are out of step with pyproject.toml, or where a package would have to
#                             be compiled: on Windows none, elsewhere none but durable-rules
# UV is the uv to use, by default that of .venv (`make setup`).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
uv=${UV:-.venv/bin/uv}

compile() {
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --custom-compile-command "make lock" "$@" >/dev/null
}

# write FOLDER [OPTION…]
write() {
  local folder=$1
  shift
  compile --group build --output-file "$folder/build.txt" "$@"
  compile pyproject.toml --all-extras --constraints "$folder/build.txt" --output-file "$folder/all.txt" "$@"
}

# wheels SYSTEM PYTHON FILE…: every package of the files has a wheel there.
wheels() {
  local system=$1 python=$2
  shift 2
  "$uv" pip compile --quiet --no-deps --no-header --python "${uv%uv}python" --only-binary :all: \
    --python-platform "$system" --python-version "$python" "$@" >/dev/null
}

case "${1:-}" in
  "") write requirements ;;
  --upgrade) write requirements --upgrade ;;
  --check)
    now=$(mktemp -d)
    trap 'rm -rf "$now"' EXIT
    cp requirements/*.txt "$now"
    write "$now"
    for name in build all; do
      # Hashes are left out: a project may add a wheel to a version that is out already.
      if ! diff <(grep == "requirements/$name.txt") <(grep == "$now/$name.txt"); then
        echo "requirements/$name.txt không khớp pyproject.toml: chạy 'make lock' / is out of step: run 'make lock'" >&2
        exit 1
      fi
    done
    for python in 3.11 3.12 3.13 3.14; do
      wheels windows "$python" requirements/*.txt
      for system in macos linux; do wheels "$system" "$python" requirements/*.txt --no-binary durable-rules; done
    done
    # The check itself is checked: there is one package that has no wheel.
    grep -oE '^durable-rules==[^ ]+' requirements/all.txt >"$now/source-only.txt"
    if wheels windows 3.12 "$now/source-only.txt" 2>/dev/null; then
      echo "durable-rules có bản dựng sẵn: bỏ ngoại lệ của nó / has wheels now: drop its exception" >&2
      exit 1
    fi
    echo "requirements/: khớp pyproject.toml; Windows, Python 3.11–3.14: không gói nào phải biên dịch"
    ;;
  *) echo "dùng: $0 [--upgrade | --check]" >&2; exit 2 ;;
esac
