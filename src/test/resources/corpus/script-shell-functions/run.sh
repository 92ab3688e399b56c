#!/usr/bin/env bash
set -eu
NUM_ROUNDS=${NUM_ROUNDS:-3}
ALPHA="${ALPHA:-0.5}"

say() { echo "[run] $*"; }

train() {
  local strategy=$1
  say "strategy $strategy, alpha $ALPHA"
  for round in $(seq "$NUM_ROUNDS"); do
    echo "INFO :      [ROUND $round]"
    echo "INFO :      fit progress: ($round, 1.5, {'accuracy': 0.5}, 1.0)"
  done
}

main() {
  train fedavg
}

main "$@"
