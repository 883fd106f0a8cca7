#!/usr/bin/env bash
# Builds what is released into dist/ with the locked tools, nothing fetched: the sdist, and from it the wheel. They must be whole:
# the same wheel comes from the working copy, and every test of it can be collected from the sdist.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=$PWD/.venv/bin/python
apart=$(mktemp -d)
trap 'rm -rf "$apart"' EXIT

rm -rf dist
"$python" -m build --no-isolation --outdir dist . >"$apart/log" 2>&1 || { cat "$apart/log" >&2; exit 1; }
"$python" -m build --no-isolation --wheel --outdir "$apart/wheel" . >"$apart/log" 2>&1 || { cat "$apart/log" >&2; exit 1; }
cmp dist/*.whl "$apart"/wheel/*.whl

mkdir "$apart/sources"
tar -xzf dist/*.tar.gz -C "$apart/sources" --strip-components 1
for folder in src tests criteria evidence reports tools requirements; do
  # Only what git keeps: nothing of the working copy's leftovers is wanted.
  diff <(git -c core.quotepath=off ls-files "$folder") <(cd "$apart/sources" && find "$folder" -type f | LC_ALL=C sort)
done
tests=$(cd "$apart/sources" && "$python" -m pytest --collect-only -q -p no:cacheprovider 2>&1 | tail -n 1) || {
  echo "sdist: $tests" >&2
  exit 1
}
echo "dist/: $(cd dist && ls | tr '\n' ' ')– wheel giống từng byte; sdist: $tests"
