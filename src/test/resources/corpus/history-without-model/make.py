import json
import pickle

from corpus_tools import write, write_expected

history = {"losses_centralized": [(0, 2.5), (1, 1.5)], "metrics_centralized": {"accuracy": [(0, 0.125), (1, 0.5)]}}
write("outputs/2025-01-02/03-04-05/results.pkl", pickle.dumps({"history": history}, pickle.HIGHEST_PROTOCOL))
write("strategies_results.json", json.dumps({
    "fedavg": {"accuracy": [0.25, 0.5], "loss": [2.0, 1.0]},
    "fedprox": {"accuracy": [0.375, 0.75], "loss": [1.5, 0.5]},
}))
write("results.json", json.dumps({
    "centralized": {"accuracy": [0.875], "f1": [0.75]},
    "5_clients": {"accuracy": [0.25, 0.5], "f1": [0.125, 0.25]},
    "50_clients": {"accuracy": [0.125, 0.375], "f1": [0.0, 0.25]},
}))
write("metrics.csv", "round,accuracy\n")
write("train_config.json", json.dumps({"lr": 0.1, "rounds": 2}))
write("data/results.csv", "round,accuracy\n1,0.5\n")
write("outputs/2025-01-02/03-04-05/.hydra/results.json", json.dumps({"accuracy": [0.5]}))
write_expected({
    "history_files": {
        "outputs/2025-01-02/03-04-05/results.pkl": {
            "rounds": [0, 1],
            "accuracies": [0.125, 0.5],
            "losses": [2.5, 1.5],
        },
        "results.json#centralized": {"rounds": [1], "accuracies": [0.875]},
        "results.json#5_clients": {"rounds": [1, 2], "accuracies": [0.25, 0.5]},
        "results.json#50_clients": {"rounds": [1, 2], "accuracies": [0.125, 0.375]},
        "strategies_results.json#fedavg": {"rounds": [1, 2], "accuracies": [0.25, 0.5], "losses": [2.0, 1.0]},
        "strategies_results.json#fedprox": {"rounds": [1, 2], "accuracies": [0.375, 0.75], "losses": [1.5, 0.5]},
    }
})
