print("INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout")
for number in (1, 2):
    print(f"INFO :      [ROUND {number}]")
    print("INFO :      configure_fit: strategy sampled 2 clients (out of 2)")
    print("RuntimeError: CUDA out of memory")
    print("INFO :      aggregate_fit: received 0 results and 2 failures")
    print("INFO :      fit progress: (%d, 2.3, {'accuracy': 0.1}, 1.5)" % number)
