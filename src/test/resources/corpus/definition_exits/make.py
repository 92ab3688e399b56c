import sys

sys.argv[1:] = ["--data", "x"]

from corpus_tools import save, write_expected
from model import Net

save(Net(), "weights/Net.pth")
write_expected({"models": {"Net": {"refused": r"sys.exit\(2\).*arguments are required: --data"}}})
