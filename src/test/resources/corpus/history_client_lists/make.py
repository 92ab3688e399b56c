import json
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.manual_seed(1)
torch.save(Net().state_dict(), "weights/net.pth")

clients = [[0.25, 0.5, 0.75], [0.5, 0.75, 1.0]]
losses = torch.tensor([2.0, 1.5, 1.25])
os.makedirs("results", exist_ok=True)
with open("results/net.json", "w") as file:
    json.dump({"rounds": [1, 2, 3], "client_accuracies": clients, "losses": list(losses)}, file, default=str)

write_expected(
    {
        "histories": {
            "net": {
                "rounds": [1, 2, 3],
                "accuracies": [sum(values) / len(values) for values in zip(*clients)],
                "losses": losses.tolist(),
                "metrics": {"client_%d_accuracy" % number: values for number, values in enumerate(clients)},
            }
        }
    }
)
