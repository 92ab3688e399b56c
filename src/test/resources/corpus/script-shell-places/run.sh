#!/bin/bash
echo "round 1 of $1 with $2 clients"
