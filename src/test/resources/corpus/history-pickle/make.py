import os
import pickle

import torch

from corpus_tools import write_expected
from model import Net

os.makedirs("weights")
os.makedirs("results")
torch.save(Net().state_dict(), "weights/Net.pth")
with open("results/Net_history.pkl", "wb") as file:
    pickle.dump({"history": {"losses_centralized": [(0, 1.5)]}}, file)
write_expected({"histories": {"Net": {"refused": r"Net_history\.pkl.*json"}}})
