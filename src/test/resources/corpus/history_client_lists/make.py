import json

import torch
from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/net.pth")
clients = [[0.25, 0.5, 0.75], [0.5, 0.75, 1.0]]
losses = torch.tensor([2.0, 1.5, 1.25])
history = {"rounds": [1, 2, 3], "client_accuracies": clients, "losses": list(losses)}
write("results/net.json", json.dumps(history, default=str))
write_expected({
    "histories": {
        "net": {
            "rounds": [1, 2, 3],
            "accuracies": [sum(values) / len(values) for values in zip(*clients)],
            "losses": losses.tolist(),
            "metrics": {f"client_{number}_accuracy": values for number, values in enumerate(clients)},
        }
    }
})
