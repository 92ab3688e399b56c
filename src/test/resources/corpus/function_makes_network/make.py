from corpus_tools import exports, save, write_expected
from nets.resnet import ResNet2, ResNet3

two, three = ResNet2(), ResNet3()
save(two, "weights/ResNet2.pth")
save(three, "weights/global_model.pth")
write_expected({"models": {"ResNet2": exports(two), "global_model": exports(three)}})
