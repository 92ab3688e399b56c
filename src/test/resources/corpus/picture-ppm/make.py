import numpy
from corpus_tools import PICTURE, picture, probabilities, save, write, write_expected
from model import Net

net = Net()
save(net, "weights/Net.pth")
grey = picture(seed=1, channels=1)
deep = numpy.random.RandomState(2).randint(0, 400, (8, 8))

write("colour.ppm", b"P6\n# a comment\n8 8\n255\n" + PICTURE.tobytes())
write("text.ppm", "P3 8 8 255\n" + " ".join(map(str, PICTURE.ravel())))
write("grey.pgm", b"P5 8 8 255\n" + grey.tobytes())
write("deep.pgm", b"P5 8 8 65535\n" + deep.astype(">u2").tobytes())
as_colour = {
    "colour.ppm": PICTURE,
    "text.ppm": PICTURE,
    "grey.pgm": numpy.stack([grey] * 3, -1),
    # Pillow reads mode I and clips it to 255.
    "deep.pgm": numpy.stack([deep.clip(0, 255).astype(numpy.uint8)] * 3, -1),
}
answers = {name: probabilities(net, pixels) for name, pixels in as_colour.items()}
write_expected({"models": {"Net": {"predictions": answers}}})
