"""Writes scores.json: labels and probabilities, and what scikit-learn computes from them. Needs numpy and scikit-learn."""

import json
from pathlib import Path

import numpy as np
from sklearn.metrics import classification_report, confusion_matrix

LABELS = ["cat", "dog", "fox", "owl", "never"]
BINS = 15

random = np.random.default_rng(7)
truth = random.choice(4, size=200, p=[0.5, 0.3, 0.15, 0.05])
logits = random.normal(size=(200, 5)) + 1.5 * np.eye(5)[truth]
# No picture is an owl by the model, and none has the last label.
logits[:, 3] = -9
logits[:, 4] = -20
probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
predicted = probabilities.argmax(axis=1)
confidence = probabilities.max(axis=1)

report = classification_report(
    [LABELS[index] for index in truth], [LABELS[index] for index in predicted], output_dict=True, zero_division=0
)
occurring = sorted(set(truth) | set(predicted))
error = 0.0
for index in range(BINS):
    inside = (confidence > index / BINS) & (confidence <= (index + 1) / BINS)
    if inside.any():
        error += inside.mean() * abs((truth == predicted)[inside].mean() - confidence[inside].mean())

result = {
    "labels": LABELS,
    "truth": [LABELS[index] for index in truth],
    "predicted": [LABELS[index] for index in predicted],
    "confidence": confidence.tolist(),
    "report": report,
    "confusion": confusion_matrix(truth, predicted, labels=occurring).tolist(),
    "calibration_error": error,
}
Path(__file__).with_name("scores.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
