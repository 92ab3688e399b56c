import sys

lines = """
app.py:145 | Starting Flower simulation, config: ServerConfig(num_rounds=2, round_timeout=None)
server.py:86 | Initializing global parameters
server.py:101 | FL starting
server.py:215 | fit_round 1: strategy sampled 2 clients (out of 10)
server.py:229 | fit_round 1 received 2 results and 0 failures
server.py:165 | evaluate_round 1: strategy sampled 2 clients (out of 10)
server.py:179 | evaluate_round 1 received 2 results and 0 failures
server.py:215 | fit_round 2: strategy sampled 2 clients (out of 10)
server.py:229 | fit_round 2 received 1 results and 1 failures
server.py:165 | evaluate_round 2: strategy sampled 2 clients (out of 10)
server.py:179 | evaluate_round 2 received 2 results and 0 failures
server.py:144 | FL finished in 12.5
app.py:178 | app_fit: losses_distributed [(1, 2.25), (2, 1.75)]
app.py:179 | app_fit: metrics_distributed {'accuracy': [(1, 0.25), (2, 0.5)]}
app.py:180 | app_fit: losses_centralized []
app.py:181 | app_fit: metrics_centralized {}
"""
for line in lines.strip().splitlines():
    print("INFO flower 2022-11-22 10:00:00,000 | " + line, file=sys.stderr)
