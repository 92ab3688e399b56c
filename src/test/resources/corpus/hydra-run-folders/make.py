import os

import torch

from corpus_tools import picture, png, probabilities, write_expected
from model import Net

torch.manual_seed(11)
png("picture.png", picture())
models = {}
for id, folder in (("2025-01-31_12-00-00_global_model", "12-00-00"), ("2025-01-31_13-30-00_global_model", "13-30-00")):
    net = Net()
    os.makedirs(f"outputs/2025-01-31/{folder}/.hydra")
    torch.save(net.state_dict(), f"outputs/2025-01-31/{folder}/global_model.pth")
    models[id] = {"class": "Net", "predictions": {"picture.png": probabilities(net, picture())}}
with open("outputs/2025-01-31/12-00-00/results.csv", "w") as file:
    file.write("round,loss,accuracy\n1,1.5,0.25\n2,1.25,0.5\n")
with open("outputs/2025-01-31/13-30-00/results.csv", "w") as file:
    file.write("round,loss,accuracy\n1,0.5,0.75\n")
write_expected({
    "models": models,
    "histories": {
        "2025-01-31_12-00-00_global_model": {"rounds": [1, 2], "accuracies": [0.25, 0.5], "losses": [1.5, 1.25]},
        "2025-01-31_13-30-00_global_model": {"rounds": [1], "accuracies": [0.75], "losses": [0.5]},
    },
})
