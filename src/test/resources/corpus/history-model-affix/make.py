import json

from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "results/fedavg_model.pth")
save(Net(), "results/model_fedprox.pth")
write("results/fedavg.json", json.dumps([{"round": 1, "accuracy": 0.25}, {"round": 2, "accuracy": 0.5}]))
write("results/history_fedprox.json", json.dumps([{"round": 1, "accuracy": 0.75}]))
write_expected({
    "histories": {
        "fedavg_model": {"rounds": [1, 2], "accuracies": [0.25, 0.5]},
        "model_fedprox": {"rounds": [1], "accuracies": [0.75]},
    }
})
