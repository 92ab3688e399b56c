import torch
from corpus_tools import save, write_expected

save({"fc.weight": torch.zeros(3, 192), "fc.bias": torch.zeros(3)}, "weights/Net.pth")
write_expected({"models": {"Net": {"refused": "a_package_that_is_not_installed"}}})
