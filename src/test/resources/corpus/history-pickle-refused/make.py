import gzip
import pickle

from corpus_tools import save, write, write_expected
from model import Net

for name in ("packed", "empty"):
    save(Net(), f"weights/{name}.pth")
write("results/packed_history.pkl", gzip.compress(pickle.dumps({"accuracy": [0.5]})))
write("results/empty_history.pkl", pickle.dumps({"labels": ["a", "b"]}))
write_expected({
    "histories": {
        "packed": {"refused": r"packed_history\.pkl.*compressed.*json\.dump"},
        "empty": {"refused": r"empty_history\.pkl.*no rounds"},
    }
})
