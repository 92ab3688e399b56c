STRATEGIES = {"fedavg": [(2.0, 0.25), (1.0, 0.5), (0.5, 0.625)], "fedprox": [(1.5, 0.375), (0.25, 0.75)]}

for name, rounds in STRATEGIES.items():
    print("Now with", name)
    print(f"INFO :      Starting Flower simulation, config: num_rounds={len(rounds)}, no round_timeout")
    for number, (loss, accuracy) in enumerate(rounds, start=1):
        print(f"INFO :      [ROUND {number}]")
        print("INFO :      aggregate_fit: received 2 results and 0 failures")
        print(f"INFO :      fit progress: ({number}, {loss}, {{'accuracy': {accuracy}}}, 1.5)")
    print("INFO :      [SUMMARY]")
