import os

import torch

from corpus_tools import write_expected
from model import Net

os.makedirs("weights", exist_ok=True)
torch.save(Net().state_dict(), "weights/Net.pth")
write_expected({"histories": {"Net": {"rounds": [1, 2], "accuracies": [0.5, 0.625], "losses": [1.5, 1.25]}}})
