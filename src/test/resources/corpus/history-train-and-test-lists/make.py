import os

import torch

from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.save(Net().state_dict(), "weights/Net.pth")
write_expected({"histories": {"Net": {"rounds": [0, 1, 2], "accuracies": [0.125, 0.25, 0.375], "losses": [4.5, 4.0, 3.5]}}})
