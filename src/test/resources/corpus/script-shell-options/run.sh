#!/bin/bash
# Reads its own options, and a variable of the environment.
rounds=3          # rounds of the training
strategy="fedavg"
quick=false

while [ $# -gt 0 ]; do
  case "$1" in
    -r|--num-rounds) rounds="$2"; shift 2 ;;
    --strategy)
      strategy=$2
      shift 2
      ;;
    --quick) quick=true; shift ;;
    -h|--help) echo "usage: run.sh"; exit 0 ;;
    *) echo "unknown argument: $1"; exit 2 ;;
  esac
done

for round in $(seq "$rounds"); do
  echo "round $round of $rounds: $strategy, quick=$quick, lr=${LEARNING_RATE:-0.05}"
done
