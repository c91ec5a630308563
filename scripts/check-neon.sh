#!/bin/bash
# The NEON kernels on a machine without NEON: builds the kernels' check program for aarch64 and runs it under qemu's user
# mode, once with the NEON kernels and once with the scalar ones. `scripts/check-neon.sh [FOLDER]`: where to build.
# An emulator that does not end in three minutes is ended (exit code 124).
# Says what is missing and exits 0 where the tools are not installed (Debian: g++-aarch64-linux-gnu qemu-user).
set -euo pipefail
native=$(cd "${BASH_SOURCE[0]%/*}/../engine/native" && pwd)
folder=${1:-$native/build/neon}
for tool in make aarch64-linux-gnu-g++ qemu-aarch64; do
  if ! command -v "$tool" > /dev/null; then
    echo "skipped: the NEON kernels were not checked, $tool is missing (Debian: g++-aarch64-linux-gnu qemu-user)"
    exit 0
  fi
done
make -s -C "$native" -f check.mk -j"$(nproc)" CXX=aarch64-linux-gnu-g++ MACHINE=aarch64 SANITIZERS= OUT="$folder"
# Side by side; the outputs one after the other.
run() {
  timeout 180 qemu-aarch64 -L /usr/aarch64-linux-gnu "$folder/infbench_kernels" check "$1" "${INFBENCH_TEST_SEED:-1}" emulated
}
run scalar > "$folder/scalar.log" &
status=0
run neon || status=$?
wait $! || status=$?
cat "$folder/scalar.log"
exit "$status"
