"""Makes the ONNX files of scikit-learn classifiers beside it, for tests.

    python3 -m venv V && V/bin/pip install scikit-learn skl2onnx && V/bin/python make_sklearn.py

All take float32 [n, 64], a grey picture of 8 x 8, and answer a label and the probabilities of three classes.
"""

from pathlib import Path

import numpy as np
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier

HERE = Path(__file__).parent
RANDOM = np.random.RandomState(4)
ROWS = RANDOM.normal(size=(60, 64)).astype(np.float32)
NUMBERS = RANDOM.randint(0, 3, 60)
TEXTS = np.array(["dog", "ant", "cat"])[NUMBERS]
SAMPLE = np.array([(i * 7919 % 1000) / 500 - 1 for i in range(64)], dtype=np.float32).reshape(1, 64)

FILES = {
    "sklearn_maps": (LogisticRegression(), NUMBERS, True),
    "sklearn_text_maps": (LogisticRegression(), TEXTS, True),
    "sklearn_odd_maps": (LogisticRegression(), NUMBERS * 2 + 1, True),
    "sklearn_tensor": (LogisticRegression(), NUMBERS, False),
    "sklearn_text_tensor": (MLPClassifier((4,), random_state=1, max_iter=20), TEXTS, False),
    "sklearn_neighbours": (KNeighborsClassifier(3), TEXTS, False),
}

for name, (classifier, classes, maps) in FILES.items():
    classifier.fit(ROWS, classes)
    model = to_onnx(classifier, ROWS[:1], options={"zipmap": maps}, target_opset=15)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())
    print(name, classifier.classes_.tolist(), classifier.predict_proba(SAMPLE).tolist())
