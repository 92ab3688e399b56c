from corpus_tools import HALF, PICTURE, grey, picture, png, probabilities, save, write_expected
from model import Net

net = Net()
save(net, "weights/Net.pth")
grey_picture = picture(seed=1, channels=1)
png("colour.png", PICTURE)
png("grey.png", grey_picture)
answers = {
    "colour.png": probabilities(net, grey(PICTURE), normalisation=HALF),
    "grey.png": probabilities(net, grey_picture, normalisation=HALF),
}
write_expected({"models": {"Net": {"predictions": answers}}})
