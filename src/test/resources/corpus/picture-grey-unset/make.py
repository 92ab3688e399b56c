from corpus_tools import save, write_expected
from model import Net

save(Net(), "weights/Net.pth")
write_expected({"models": {"Net": {"refused": r"IMG_MEAN is not set.*IMG_MEAN=0\.5 and IMG_STD=0\.5 in \.env"}}})
