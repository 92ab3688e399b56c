import json
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.manual_seed(1)
torch.save(Net().state_dict(), "weights/net.pth")

os.makedirs("results", exist_ok=True)
losses = [2.0, 1.5, 1.25]
accuracies = [0.25, 0.5, 0.75]
with open("results/net.jsonl", "w") as file:
    file.write(json.dumps({"config": {"lr": 0.1}, "total_training_time": "2 minutes"}) + "\n")
    for number in range(1, 4):
        file.write(json.dumps({"server_round": number, "event": "fit", "loss": losses[number - 1] / 2}) + "\n")
        row = {"server_round": number, "event": "evaluate", "loss": losses[number - 1], "acc": accuracies[number - 1]}
        file.write(json.dumps(row) + "\n")

write_expected(
    {
        "histories": {
            "net": {
                "rounds": [1, 2, 3],
                "accuracies": accuracies,
                "losses": losses,
                "metrics": {"fit_loss": [loss / 2 for loss in losses]},
                "total_training_time": "2 minutes",
                "parameters": {"lr": 0.1},
            }
        }
    }
)
