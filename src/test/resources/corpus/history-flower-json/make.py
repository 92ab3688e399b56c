import os

import torch

from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.save(Net().state_dict(), "weights/Net.pth")
write_expected({
    "histories": {
        "Net": {
            "rounds": [0, 1, 2],
            "accuracies": [0.1, 0.45, 0.55],
            "losses": [2.5, 0.9, 0.7],
            "accuracy_series": "centralized_accuracy",
            "loss_series": "losses_centralized",
        }
    }
})
