import torch
from corpus_tools import exports, save, write_expected
from model import Net

net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(3):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(torch.randn(4, 3, 8, 8)), torch.tensor([0, 1, 2, 0])).backward()
    optimizer.step()
checkpoint = {
    "epoch": 3,
    "model_state_dict": net.state_dict(),
    "optimizer_state_dict": optimizer.state_dict(),
    "best_accuracy": 0.75,
}
save(checkpoint, "weights/Net.pth")
write_expected({"models": {"Net": exports(net)}})
