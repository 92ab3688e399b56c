from corpus_tools import save, write_expected
from model import Net

save(Net(), "weights/Net.pth")
history = {"rounds": [0, 1, 2], "accuracies": [0.125, 0.25, 0.375], "losses": [4.5, 4.0, 3.5]}
write_expected({"histories": {"Net": history}})
