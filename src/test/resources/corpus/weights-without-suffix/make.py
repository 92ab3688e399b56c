import torch

from corpus_tools import picture, png, probabilities, write_expected
from model import Net

torch.manual_seed(4)
net = Net()
torch.save(net.state_dict(), "global_model_round_1")
with open("Makefile", "w") as file:
    file.write("run:\n\tpython train.py\n")
png("picture.png", picture())
write_expected({
    "models": {"global_model_round_1": {"class": "Net", "predictions": {"picture.png": probabilities(net, picture())}}}
})
