import torch
from torch import nn


class Reviews(nn.Module):
    """A network for the ids of the tokens of a text."""

    def __init__(self, vocab_size=1000, dim=8, classes=3):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, dim)
        self.rnn = nn.LSTM(dim, 8, batch_first=True)
        self.fc = nn.Linear(8, classes)

    def forward(self, ids):
        return self.fc(self.rnn(self.embedding(ids))[0][:, -1])


class Heartbeat(nn.Module):
    """A network for signals of 187 values."""

    def __init__(self, classes=3):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 5)
        self.fc = nn.Linear(4 * 183, classes)

    def forward(self, signal):
        return self.fc(torch.relu(self.conv(signal)).flatten(1))


class Motion(nn.Module):
    """A network for series of 9 values in each step."""

    def __init__(self, classes=3):
        super().__init__()
        self.rnn = nn.LSTM(9, 8, batch_first=True)
        self.fc = nn.Linear(8, classes)

    def forward(self, steps):
        return self.fc(self.rnn(steps)[0][:, -1])
