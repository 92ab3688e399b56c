from corpus_tools import picture, png, probabilities, save, write_expected
from nets.scaled import Scaled

net = Scaled([6, 5, 3], 0.3, {"kinds": ["leaky", "tanh"]})
save(net, "weights/scaled.pth")
pixels = picture(12, 12)
png("picture.png", pixels)
answers = probabilities(net, pixels, normalisation={"mean": (0.5, 0.4, 0.3), "std": (0.25, 0.5, 1.0)})
write_expected({"models": {"scaled": {"class": "Scaled", "predictions": {"picture.png": answers}}}})
