from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 3)

    def forward(self, batch):
        score = self.fc(batch["img"].flatten(1))
        return {"score": score, "loss": nn.functional.cross_entropy(score, batch["label"])}
