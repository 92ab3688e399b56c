from corpus_tools import picture, png, probabilities, save, write_expected
from model import Net

net = Net()
save(net, "weights/Net.pth")
# The shorter side has 10 pixels already. The offsets are round(2.5) = 2 and 1.
pixels = picture(13, 10)
png("picture.png", pixels)
answers = probabilities(net, pixels[2:10, 1:9])
write_expected({"models": {"Net": {"predictions": {"picture.png": answers}}}})
