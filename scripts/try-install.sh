#!/bin/bash
# Does what a user of the package does: packs it, installs the tarball globally into an empty prefix (compilers included) and runs it.
# `scripts/try-install.sh [--without-addon]`: the latter leaves the prebuilt addon out, so that the install must build it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$root" && npm pack --pack-destination "$folder"
cd "$folder"
if [[ ${1:-} == --without-addon ]]; then
  tar xzf infbench-*.tgz && rm -rf package/engine/native/build infbench-*.tgz && tar czf infbench-stripped.tgz package
fi
# Called by `npm run`, this shell would hand npm's own settings on. All else stays: without the certificates and the proxy that a
# network may ask for, better-sqlite3's search for a prebuilt binary waits for ever.
unset "${!npm_@}"
npm install -g --prefix "$folder/prefix" ./infbench-*.tgz
mkdir work && cd work
infbench=$folder/prefix/bin/infbench
"$infbench" --version
"$infbench" doctor
"$infbench" run "$folder/prefix/lib/node_modules/infbench/workloads/quickstart.yaml" --set duration=3s --set warmup=0s
"$infbench" report latest -o run.html
