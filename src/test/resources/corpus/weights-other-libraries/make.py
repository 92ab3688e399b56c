import io
import pickle
import zipfile
import zlib

from corpus_tools import write, write_expected


def of_library(module):
    """A pickle of an object without attributes, of the class Model in a module that need not be installed."""
    return b"\x80\x02c" + module.encode() + b"\nModel\n)\x81."


write("weights/global_model_round_1.h5", b"\x89HDF\r\n\x1a\n" + bytes(600))
archive = io.BytesIO()
with zipfile.ZipFile(archive, "w") as file:
    file.writestr("config.json", "{}")
    file.writestr("model.weights.h5", b"\x89HDF\r\n\x1a\n")
write("weights/global_model.keras", archive.getvalue())
write("weights/logreg_model.pkl", of_library("sklearn.linear_model"))
write("weights/global_weights.pkl", of_library("joblib.numpy_pickle"))
write("weights/train_data.pkl", pickle.dumps([1]))
write("weights/trees_model.json", '{"learner":{"attributes":{}},"version":[3,0,0]}')
write("weights/trees_model.ubj", b"{L\0\0\0\0\0\0\0\x07learner{}}")
write("weights/forest_model.joblib", zlib.compress(pickle.dumps([1])))
write_expected({
    "models": {
        "logreg_model": {"refused": r"another library \(sklearn\.linear_model.*skl2onnx"},
        "global_weights": {"refused": r"joblib\.dump.*torch\.save"},
    },
    "unusable": {
        "weights/global_model_round_1.h5": r"Keras.*model\.onnx",
        "weights/global_model.keras": r"Keras.*model\.onnx",
        "weights/trees_model.json": r"XGBoost.*convert_xgboost",
        "weights/trees_model.ubj": r"XGBoost.*convert_xgboost",
        "weights/forest_model.joblib": r"joblib\.dump.*skl2onnx",
    },
})
