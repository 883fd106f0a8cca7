#!/usr/bin/env bash
# Lists the Python interpreters of this machine that really start: one line "3.11 PATH" per version, 3.11 to 3.14.
# With --best: prints only the path of the one to use (3.11 or 3.12, where durable_rules works, before later ones).
set -u

works() { "$1" -c 'import sys, venv, ensurepip; raise SystemExit(sys.version_info[:2] not in ((3,11),(3,12),(3,13),(3,14)))' \
  >/dev/null 2>&1 </dev/null; }

version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null </dev/null; }

candidates() {
  [ -n "${PYTHON:-}" ] && command -v "$PYTHON"
  local v root
  for v in 3.11 3.12 3.13 3.14; do command -v "python$v"; done
  command -v python3
  command -v python
  for v in 3.11 3.12 3.13 3.14; do
    for root in "${PYENV_ROOT:-$HOME/.pyenv}/versions" "$HOME/.local/share/uv/python" /opt/python; do
      ls -d "$root/"*"$v"*/bin/"python$v" 2>/dev/null | sort -rV
    done
    ls "/usr/local/bin/python$v" "/opt/homebrew/bin/python$v" 2>/dev/null
  done
}

found=""
while IFS= read -r path; do
  works "$path" || continue
  v=$(version "$path")
  case " $found " in *" $v="*) continue ;; esac
  found="$found $v=$path"
done < <(candidates)

if [ "${1:-}" = "--best" ]; then
  if [ -n "${PYTHON:-}" ] && works "$(command -v "$PYTHON")"; then command -v "$PYTHON"; exit 0; fi
  for v in 3.11 3.12 3.13 3.14; do
    for pair in $found; do
      [ "${pair%%=*}" = "$v" ] && { echo "${pair#*=}"; exit 0; }
    done
  done
  echo "Cần Python 3.11 đến 3.14 (có venv) nhưng không tìm thấy. / Python 3.11-3.14 with venv is needed." >&2
  exit 1
fi
for v in 3.11 3.12 3.13 3.14; do
  for pair in $found; do
    [ "${pair%%=*}" = "$v" ] && echo "$v ${pair#*=}"
  done
done
[ -n "$found" ]
