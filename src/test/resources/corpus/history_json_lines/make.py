import json

from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/net.pth")
losses = [2.0, 1.5, 1.25]
accuracies = [0.25, 0.5, 0.75]
rows = [{"config": {"lr": 0.1}, "total_training_time": "2 minutes"}]
for number, (loss, accuracy) in enumerate(zip(losses, accuracies), 1):
    rows.append({"server_round": number, "event": "fit", "loss": loss / 2})
    rows.append({"server_round": number, "event": "evaluate", "loss": loss, "acc": accuracy})
write("results/net.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
write_expected({
    "histories": {
        "net": {
            "rounds": [1, 2, 3],
            "accuracies": accuracies,
            "losses": losses,
            "metrics": {"fit_loss": [loss / 2 for loss in losses]},
            "total_training_time": "2 minutes",
            "parameters": {"lr": 0.1},
        }
    }
})
