import pickle

from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/Net.pth")
write("results/Net_history.pkl", pickle.dumps({"history": {"losses_centralized": [(0, 1.5)]}}))
write_expected({"histories": {"Net": {"refused": r"Net_history\.pkl.*json"}}})
