from corpus_tools import save, write_expected
from model import Table

save(Table(29, 3), "weights/credit.pth")
save(Table(12 * 12, 3), "weights/digits.pth")
write_expected({
    "models": {
        "credit": {"refused": r"rows of 29 values.*not pictures.*torch\.onnx\.export.*DEPLOY_MODEL_PATH"},
        "digits": {"refused": r"rows of 144 values.*12 x 12.*IMG_SIZE=12"},
    }
})
