#!/bin/bash
# Does what a stranger does: clones the last commit into an empty folder and, in a clean environment, runs the quickstart
# and, asked to, the tests. `scripts/try-fresh-clone.sh [--test] [--keep]`
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
commands=(quickstart)
keep=false
for argument in "$@"; do
  case $argument in
    --test) commands+=(test) ;;
    --keep) keep=true ;;
    *) echo "usage: scripts/try-fresh-clone.sh [--test] [--keep]" >&2 && exit 64 ;;
  esac
done

clone=$(mktemp -d)/infbench
$keep || trap 'rm -rf "$(dirname "$clone")"' EXIT
git clone --quiet --depth 1 "file://$root" "$clone"
cd "$clone"
for command in "${commands[@]}" "${commands[0]}"; do
  started=$(date +%s.%N)
  env -i PATH="$PATH" HOME="$HOME" TERM="${TERM:-dumb}" npm run "$command"
  printf '%s took %.1f s in %s\n' "$command" "$(awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { print b - a }')" "$clone"
done
