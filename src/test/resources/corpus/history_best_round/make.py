import json
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.manual_seed(1)
torch.save(Net().state_dict(), "weights/net.pth")

os.makedirs("results", exist_ok=True)
accuracies = [0.125, 0.5, 0.875, 0.75]
with open("results/net_results.json", "w") as file:
    best = accuracies.index(max(accuracies))
    json.dump({"test_acc": accuracies, "best_model_round": best, "best_acc": max(accuracies)}, file)

write_expected({"histories": {"net": {"rounds": [0, 1, 2, 3], "accuracies": accuracies, "best_model_round": 2}}})
