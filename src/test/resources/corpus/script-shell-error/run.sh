#!/bin/bash
# The server ends with an error; the last command of the script succeeds.
python3 server.py &
server=$!
wait "$server"
echo "all processes have ended"
