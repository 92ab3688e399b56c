from corpus_tools import save, write_expected
from model import Net

save(Net(), "weights/Net.pth")
write_expected({"models": {"Net": {"refused": r"forward|input|tensor"}}})
