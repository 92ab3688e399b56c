import csv
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.manual_seed(1)
torch.save(Net().state_dict(), "weights/net.pth")

os.makedirs("results", exist_ok=True)
trainings = [[(0.2, 2.5), (0.3, 2.25), (0.4, 2.0)], [(0.5, 1.5), (0.625, 1.25)]]
for training in trainings:
    with open("results/fl_metrics.csv", "a", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Round", "Accuracy", "Loss"])
        for number, (accuracy, loss) in enumerate(training, 1):
            writer.writerow([number, accuracy, loss])

write_expected(
    {
        "histories": {
            "net": {
                "rounds": [1, 2],
                "accuracies": [accuracy for accuracy, _ in trainings[-1]],
                "losses": [loss for _, loss in trainings[-1]],
                "source": "fl_metrics.csv",
            }
        }
    }
)
