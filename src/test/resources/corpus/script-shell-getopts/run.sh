#!/bin/bash
# Reads its options by getopts.
ROUNDS=3
STRATEGY=fedavg
VERBOSE=false

while getopts "r:s:vh" option; do
  case "$option" in
    r) ROUNDS="$OPTARG" ;;
    s) STRATEGY=$OPTARG ;;
    v) VERBOSE=true ;;
    *) echo "usage: run.sh [-r ROUNDS] [-s STRATEGY] [-v]"; exit 2 ;;
  esac
done

for round in $(seq "$ROUNDS"); do
  echo "round $round of $ROUNDS: $STRATEGY, verbose=$VERBOSE"
done
