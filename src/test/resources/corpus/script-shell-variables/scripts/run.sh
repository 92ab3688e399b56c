#!/usr/bin/env bash
echo "round 1 of ${ROUNDS:-3}"
