#!/bin/sh
set -e
exec python train.py --seed 1 "$@"
