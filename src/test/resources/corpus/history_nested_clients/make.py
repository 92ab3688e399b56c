import json
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.manual_seed(1)
torch.save(Net().state_dict(), "weights/net.pth")

os.makedirs("results", exist_ok=True)
rounds = [
    {"round": n, "accuracy": 0.25 * n, "clients": {"a": {"loss": 4.0 / n}, "b": {"loss": 2.0 / n}}} for n in (1, 2, 3)
]
with open("results/history.json", "w") as file:
    json.dump({"rounds": rounds}, file)

write_expected(
    {
        "histories": {
            "net": {
                "rounds": [1, 2, 3],
                "accuracies": [0.25, 0.5, 0.75],
                "losses": [3.0 / n for n in (1, 2, 3)],
                "metrics": {
                    "client_a_loss": [4.0 / n for n in (1, 2, 3)],
                    "client_b_loss": [2.0 / n for n in (1, 2, 3)],
                },
            }
        }
    }
)
