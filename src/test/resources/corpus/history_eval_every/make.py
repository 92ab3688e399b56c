import json
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.manual_seed(1)
torch.save(Net().state_dict(), "weights/net.pth")

every, total = 5, 20
evaluated = {number: (number / 32, 8.0 / number) for number in range(1, total + 1) if number % every == 0}
os.makedirs("results", exist_ok=True)
with open("results/net.json", "w") as file:
    json.dump(
        {
            "config": {"num_rounds": total, "eval_every": every},
            "test_accuracy": [accuracy for accuracy, _ in evaluated.values()],
            "test_loss": [loss for _, loss in evaluated.values()],
        },
        file,
    )

write_expected(
    {
        "histories": {
            "net": {
                "rounds": list(evaluated),
                "accuracies": [accuracy for accuracy, _ in evaluated.values()],
                "losses": [loss for _, loss in evaluated.values()],
            }
        }
    }
)
