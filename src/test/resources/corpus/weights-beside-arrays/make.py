import json

import numpy
from corpus_tools import exports, save, write, write_expected
from model import Net

net = Net()
run = "iid__fedavg__seed-42"
save(net, f"results/{run}.pt")
shares = numpy.ones((5, 3)) / 3
numpy.savez(f"results/{run}.predictions.npz", probabilities=shares, targets=numpy.arange(5) % 3)
history = {
    "metadata": {"rounds": 2, "seed": 42},
    "train_metrics": {"1": {"train_loss": 1.3}, "2": {"train_loss": 1.2}},
    "client_evaluate_metrics": {"1": {"eval_loss": 1.35, "eval_acc": 0.4}, "2": {"eval_loss": 1.3, "eval_acc": 0.5}},
    "server_evaluate_metrics": {
        "0": {"loss": 1.5, "accuracy": 0.25},
        "1": {"loss": 1.25, "accuracy": 0.45},
        "2": {"loss": 1.125, "accuracy": 0.55},
    },
}
write(f"results/{run}.json", json.dumps(history))
write(f"results/{run}.evaluation.json", '{"accuracy": 0.55, "per_class": {"a": {"precision": 0.5}}}')
server = {"rounds": [0, 1, 2], "accuracies": [0.25, 0.45, 0.55], "losses": [1.5, 1.25, 1.125]}
write_expected({
    "models": {run: exports(net), f"{run}.predictions": {"refused": "(?i)arrays|state dict|not fit|shape"}},
    "histories": {run: {**server, "source": f"{run}.json"}},
})
