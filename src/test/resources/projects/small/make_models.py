"""Writes the weights that the tests of the small project ask for, good ones and bad ones."""

import os
import pickle
import sys
import zipfile

import torch
from torch import nn

from pkg.model import PetNet

FOLDER = "weights"


class Touch:
    """Unpickled, it would make a file."""

    def __reduce__(self):
        return os.system, ("touch pickle_was_run",)


def save(name, content):
    torch.save(content, os.path.join(FOLDER, name))


torch.manual_seed(1)
pet = PetNet(3)
save("PetNet.pth", pet.state_dict())
save("pet_net_20260131_120000.pth", pet.state_dict())
save("checkpoint_of_pets.pth", {"epoch": 3, "state_dict": {"module." + k: v for k, v in pet.state_dict().items()}})
save("petnet_final.pth", pet.state_dict())
save("FourOutputs.pth", {"head.weight": torch.zeros(4, 128), "unknown.weight": torch.zeros(1)})
save("missing_keys.pth", {k: v for k, v in pet.state_dict().items() if not k.startswith("head")})
save("whole_model.pth", pet)
save("hostile.pth", {"head.weight": Touch()})
with open(os.path.join(FOLDER, "hostile_old.pth"), "wb") as file:
    pickle.dump(Touch(), file)
with open(os.path.join(FOLDER, "junk.pth"), "wb") as file:
    file.write(b"this is not a model" * 100)
with open(os.path.join(FOLDER, "empty.pth"), "wb"):
    pass
with open(os.path.join(FOLDER, "junk.onnx"), "wb") as file:
    file.write(b"\x08\x07this is not a graph" * 100)
with zipfile.ZipFile(os.path.join(FOLDER, "fake.pt"), "w") as archive:
    archive.writestr("fake/constants.pkl", b"nothing")
example = torch.zeros(1, 3, 16, 16)
pet.eval()
torch.jit.trace(pet, example).save(os.path.join(FOLDER, "traced.pt"))
torch.jit.script(nn.Sequential(nn.Flatten(), nn.Linear(3 * 16 * 16, 4))).save(os.path.join(FOLDER, "four.pt"))
os.makedirs("global_models/PetNet_20260202_101112", exist_ok=True)
torch.save(pet.state_dict(), "global_models/PetNet_20260202_101112/best_model.pth")

torch.manual_seed(2)
torch.save(PetNet(3).state_dict(), "other_weights.pth")
sys.stdout.flush()
