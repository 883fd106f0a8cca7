#!/usr/bin/env bash
# What people install, tried as they would: `tools/try_package.sh DIST PYTHON [OPTION…]` makes an empty environment with that
# Python, installs the wheel of the folder DIST with all its extras but those of developers, at locked versions, and makes a
# first report, away from the sources. The options go to `uv pip install`. UV is the uv to use, by default that of .venv.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
uv=${UV:-$root/.venv/bin/uv}
wheel=$(cd "$1" && ls "$PWD"/chamdiem-*.whl)
python=$2
shift 2

# A path of Windows as its own programs read it.
native() { if command -v cygpath >/dev/null; then cygpath -m "$1"; else echo "$1"; fi; }

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$uv" venv --quiet --no-project --python "$python" "$(native "$fresh/env")"
"$uv" pip install --quiet --python "$(native "$fresh/env")" --constraints "$(native "$root/requirements/all.txt")" "$@" \
  "chamdiem[office,parquet,review,agreement,postgres,cluster,web] @ $(native "$wheel")"
programs=$fresh/env/bin
[ -d "$programs" ] || programs=$fresh/env/Scripts

cd "$fresh"
export PYTHONUTF8=1
scoring() { "$programs/scoring" "$@"; }
scoring --version
mkdir example first
(cd example && scoring -q init --example qd-1211 && scoring validate criteria && scoring test criteria)
cd first
scoring -q init
scoring evaluate evidence/2025 --scheme criteria/mau
scoring -q evaluate evidence/2025/xa-vi-du.yaml --format json --output result.json
scoring verify result.json
scoring report evidence/2025 --format html,md,docx,pdf,xlsx,csv,json,parquet --output report
for name in index.html xa-vi-du.html xa-vi-du.docx xa-vi-du.pdf xep-hang.xlsx; do
  [ -s "report/$name" ] || { echo "không có report/$name" >&2; exit 1; }
done

# The web desk: made, checked, and its first page served.
scoring web init desk --administrator quan-tri >/dev/null
scoring web check desk
"$programs/python" - "$programs/scoring" <<'PY'
import subprocess, sys, urllib.request
server = subprocess.Popen([sys.argv[1], "serve", "desk", "--port", "0"], stdout=subprocess.PIPE, text=True)
try:
    address = next(one for one in server.stdout.readline().split() if one.startswith("http"))
    page = urllib.request.urlopen(address, timeout=30).read().decode()
    style = urllib.request.urlopen(address + "static/desk/style.css", timeout=30).read()
    assert "Đăng nhập" in page and style, page[:200]
finally:
    server.terminate()
    server.wait(30)
print("bàn làm việc: trang đăng nhập mở được")
PY
