import os

import torch

from corpus_tools import write_expected
from model import Net

os.makedirs("weights")
torch.save(Net().state_dict(), "weights/Net.pth")
write_expected({"models": {"Net": {"refused": r"(?i)tuple|outputs|tensors"}}})
