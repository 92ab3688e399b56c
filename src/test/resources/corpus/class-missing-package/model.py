import a_package_that_is_not_installed
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        a_package_that_is_not_installed.prepare(self)
        self.fc = nn.Linear(192, 3)
