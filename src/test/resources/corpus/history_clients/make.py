import csv
import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.manual_seed(1)
torch.save(Net().state_dict(), "weights/net.pth")

os.makedirs("results", exist_ok=True)
rows = [(1, "0", 10, 0.5), (1, "1", 30, 0.25), (2, "1", 30, 0.5), (2, "0", 10, 1.0)]
with open("results/log.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["round", "client_id", "num_examples", "accuracy"])
    writer.writerows(rows)


def mean(number):
    mine = [(examples, accuracy) for at, _, examples, accuracy in rows if at == number]
    return sum(n * accuracy for n, accuracy in mine) / sum(n for n, _ in mine)


write_expected(
    {
        "histories": {
            "net": {
                "rounds": [1, 2],
                "accuracies": [mean(1), mean(2)],
                "metrics": {
                    "num_examples": [40, 40],
                    "client_0_num_examples": [10, 10],
                    "client_1_num_examples": [30, 30],
                    "client_0_accuracy": [0.5, 1.0],
                    "client_1_accuracy": [0.25, 0.5],
                },
            }
        }
    }
)
