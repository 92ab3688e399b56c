import json
import os

import numpy
import torch

from corpus_tools import picture, png, probabilities, write_expected
from model import Net

torch.manual_seed(6)
net = Net()
os.makedirs("results")
torch.save(net.state_dict(), "results/iid__fedavg__seed-42.pt")
numpy.savez("results/iid__fedavg__seed-42.predictions.npz", probabilities=numpy.ones((5, 3)) / 3, targets=numpy.arange(5) % 3)
with open("results/iid__fedavg__seed-42.json", "w") as file:
    json.dump({
        "metadata": {"rounds": 2, "seed": 42},
        "train_metrics": {"1": {"train_loss": 1.3}, "2": {"train_loss": 1.2}},
        "client_evaluate_metrics": {"1": {"eval_loss": 1.35, "eval_acc": 0.4}, "2": {"eval_loss": 1.3, "eval_acc": 0.5}},
        "server_evaluate_metrics": {
            "0": {"loss": 1.5, "accuracy": 0.25},
            "1": {"loss": 1.25, "accuracy": 0.45},
            "2": {"loss": 1.125, "accuracy": 0.55},
        },
    }, file)
with open("results/iid__fedavg__seed-42.evaluation.json", "w") as file:
    json.dump({"accuracy": 0.55, "per_class": {"a": {"precision": 0.5}}}, file)
png("picture.png", picture())
write_expected({
    "models": {
        "iid__fedavg__seed-42": {"class": "Net", "predictions": {"picture.png": probabilities(net, picture())}},
        "iid__fedavg__seed-42.predictions": {"refused": "(?i)arrays|state dict|not fit|shape"},
    },
    "histories": {
        "iid__fedavg__seed-42": {
            "rounds": [0, 1, 2],
            "accuracies": [0.25, 0.45, 0.55],
            "losses": [1.5, 1.25, 1.125],
            "source": "iid__fedavg__seed-42.json",
        }
    },
})
