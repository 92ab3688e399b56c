import os

import torch

from corpus_tools import write_expected
from model import Net

torch.manual_seed(1)
os.makedirs("weights")
torch.save(Net().state_dict(), "weights/Net.pth")
write_expected({"models": {"Net": {"refused": r"IMG_MEAN is not set.*IMG_MEAN=0\.5 and IMG_STD=0\.5 in \.env"}}})
