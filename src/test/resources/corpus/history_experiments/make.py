import json
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
os.makedirs("results", exist_ok=True)
torch.manual_seed(1)
results = {"fedavg": {"accuracy": [0.25, 0.5], "loss": [2.0, 1.5]}, "fedprox": {"accuracy": [0.5, 0.75], "loss": [1.5, 1.0]}}
for strategy in results:
    torch.save(Net().state_dict(), "weights/global_model_" + strategy + ".pth")
with open("results/comparison.json", "w") as file:
    json.dump(results, file)

write_expected(
    {
        "histories": {
            "global_model_" + strategy: {
                "rounds": [1, 2],
                "accuracies": result["accuracy"],
                "losses": result["loss"],
                "fedavg": results["fedavg"],
            }
            for strategy, result in results.items()
        }
    }
)
