import json
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.manual_seed(1)
torch.save(Net().state_dict(), "weights/lenet_round_1.pth")
torch.save(Net().state_dict(), "weights/lenet_round_2.pth")
history = {"losses_centralized": [[0, 2.5], [1, 2.0], [2, 1.5]], "metrics_centralized": {"accuracy": [[1, 0.5], [2, 0.75]]}}
with open("weights/results.json", "w") as file:
    json.dump(history, file)

write_expected(
    {"histories": {"lenet_round_2": {"rounds": [0, 1, 2], "accuracies": [None, 0.5, 0.75], "losses": [2.5, 2.0, 1.5]}}}
)
