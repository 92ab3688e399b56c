import io

import numpy
from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/Net.pth")
file = io.BytesIO()
numpy.save(file, {"accuracy": numpy.array([0.1, 0.7], numpy.float16), "loss": [1.5, numpy.float32(0.75)]}, allow_pickle=True)
write("results/Net_history.npy", file.getvalue())
write_expected({"histories": {"Net": {"rounds": [1, 2], "accuracies": [0.1, 0.7], "losses": [1.5, 0.75]}}})
