#!/usr/bin/env bash
# Prove that the wheel alone is enough: build it, install it from requirements.lock in a fresh folder outside the
# checkout, run the demo once, and ask the server that then serves the same home one question.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PYTHON=${PYTHON:-python3}
work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

"$PYTHON" -m venv "$work/venv"
pip() { "$work/venv/bin/python" -m pip --disable-pip-version-check --no-input --quiet "$@"; }
echo "smoke: building the wheel"
pip wheel --no-deps --wheel-dir "$work/dist" .
echo "smoke: installing it with requirements.lock alone"
pip install --require-hashes -r requirements.lock
pip install --no-deps "$work"/dist/*.whl

cd "$work"
port=$("$work/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo "smoke: the demo, once"
"$work/venv/bin/plateforme" demo --once --home "$work/home" --port "$port"

echo "smoke: serving the same home"
"$work/venv/bin/plateforme" serve --home "$work/home" --port "$port" &
server=$!
"$work/venv/bin/python" - "http://127.0.0.1:$port" <<'PYTHON'
import json, sys, time, urllib.error, urllib.request

for attempt in range(100):
    try:
        with urllib.request.urlopen(f"{sys.argv[1]}/v1/datasets?count=exact", timeout=5) as answer:
            count = json.load(answer)["count"]["value"]
        break
    except (urllib.error.URLError, ConnectionError):
        time.sleep(0.2)
else:
    sys.exit("smoke: the server did not answer")
if not count:
    sys.exit("smoke: the demo published nothing")
print(f"smoke: {count} datasets are served")
PYTHON
