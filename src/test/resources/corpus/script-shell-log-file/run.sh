#!/bin/bash
# The server and its clients run in the background, each with its own log.
python3 server.py > server.log 2>&1 &
server=$!
for i in 0 1; do
  python3 client.py "$i" > "client_$i.log" 2>&1 &
done
wait "$server"
echo "Training finished, see server.log"
