import sys

for number in (1, 2):
    print(f"DEBUG flower 2022-11-22 10:00:00,000 | server.py:215 | fit_round {number}: strategy sampled 10 clients (out of 10)", file=sys.stderr)
    print(f"DEBUG flower 2022-11-22 10:00:01,000 | server.py:229 | fit_round {number} received 0 results and 10 failures", file=sys.stderr)
print("INFO flower 2022-11-22 10:00:02,000 | server.py:144 | FL finished in 2.0", file=sys.stderr)
print("INFO flower 2022-11-22 10:00:02,000 | app.py:180 | app_fit: losses_centralized []", file=sys.stderr)
