from corpus_tools import exports, save, write_expected
from model import Deep, Small

deep, small = Deep(), Small()
save(deep, "weights/global_model.pth")
save(small, "weights/final_model.pth")
save(deep, "weights/Small.pth")  # the weights decide
write_expected({"models": {"global_model": exports(deep), "final_model": exports(small), "Small": exports(deep)}})
