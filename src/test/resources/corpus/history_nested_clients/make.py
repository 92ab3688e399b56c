import json

from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/net.pth")
rounds = [
    {"round": n, "accuracy": 0.25 * n, "clients": {"a": {"loss": 4.0 / n}, "b": {"loss": 2.0 / n}}} for n in (1, 2, 3)
]
write("results/history.json", json.dumps({"rounds": rounds}))
write_expected({
    "histories": {
        "net": {
            "rounds": [1, 2, 3],
            "accuracies": [0.25, 0.5, 0.75],
            "losses": [3.0, 1.5, 1.0],
            "metrics": {"client_a_loss": [4.0, 2.0, 4.0 / 3], "client_b_loss": [2.0, 1.0, 2.0 / 3]},
        }
    }
})
