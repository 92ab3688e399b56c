"""Norms and cosines of updates."""

import io
import time
import unittest

try:
    import numpy as np
except ImportError:
    np = None

from observed import HERE  # noqa: F401

# isort: split
from flsys_observer.arrays import Views
from flsys_observer.updates import Comparison


def views(**arrays):
    return Views({name: saved(array) for name, array in arrays.items()})


def saved(array):
    if isinstance(array, bytes):
        return array
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


@unittest.skipIf(np is None, "NumPy is not installed.")
class UpdatesTest(unittest.TestCase):
    def setUp(self):
        self.random = np.random.default_rng(5)

    def compare(self, sent, replies, weights=None, seconds=10.0):
        sent = views(**sent)
        pairs = [None if reply is None else (sent, views(**reply)) for reply in replies]
        return Comparison().compare(pairs, weights or [1] * len(replies), seconds)

    def test_norms_and_cosines_are_those_of_all_floats(self):
        for kind in (np.float16, np.float32, np.float64, ">f4"):
            sent = {"a": self.random.normal(size=(30, 40)).astype(kind), "n": np.arange(5), "b": np.array(2.0, kind)}
            sent["empty"] = np.zeros((0, 3), kind)
            replies = [
                {
                    **sent,
                    "a": np.asfortranarray(sent["a"] + self.random.normal(size=(30, 40)).astype(kind)),
                    "n": np.arange(5) * 9,
                }
                for _ in range(3)
            ]
            weights = [1, 2, 7]
            updates, sampled = self.compare(sent, replies, weights)
            flat = [(reply["a"].astype(float) - sent["a"].astype(float)).ravel() for reply in replies]
            mean = np.average(flat, axis=0, weights=weights)
            self.assertFalse(sampled)
            for update, expected in zip(updates, flat):
                self.assertAlmostEqual(np.linalg.norm(expected), update.norm, 9)
                cosine = expected @ mean / np.linalg.norm(expected) / np.linalg.norm(mean)
                self.assertAlmostEqual(cosine, update.cosine, 9)

    def test_a_client_with_nan_has_no_influence_on_the_others(self):
        sent = {"a": np.zeros(4)}
        good = {"a": np.array([1.0, 0, 0, 0])}
        bad = [{"a": np.array([np.nan, 0, 0, 0])}, {"a": np.array([np.inf, 0, 0, 0])}]
        updates, _ = self.compare(sent, [good, *bad, good])
        self.assertEqual([(1.0, 1.0)] * 2, [(updates[index].norm, updates[index].cosine) for index in (0, 3)])
        self.assertTrue(np.isnan(updates[1].norm) and np.isinf(updates[2].norm))
        self.assertEqual([None, None], [update.cosine for update in updates[1:3]])
        self.assertTrue(np.isnan(self.compare(sent, bad[:1])[0][0].norm))

    def test_other_shapes_are_errors_and_other_forms_are_not_compared(self):
        sent = {"a": np.zeros((2, 3)), "b": np.zeros(2)}
        replies = [sent, {"a": np.zeros((3, 2)), "b": np.ones(2)}, {"a": b"zip", "b": np.zeros(2)}, None]
        replies.append({"a": np.ones((2, 3), np.float32), "b": np.zeros(2)})
        updates, _ = self.compare(sent, replies)
        self.assertEqual((0.0, None, None), (updates[0].norm, updates[0].cosine, updates[0].error))
        self.assertEqual("The array a has the shape [3, 2]. The shape that was sent is [2, 3].", updates[1].error)
        self.assertEqual([None, None], updates[2:4])
        self.assertAlmostEqual(6**0.5, updates[4].norm)
        cut = {**sent, "a": saved(np.zeros((2, 3)))[:-8]}
        self.assertEqual([None], self.compare(sent, [cut])[0])

    def test_weights_that_are_none_are_equal_weights(self):
        sent, replies = {"a": np.zeros(2)}, [{"a": np.array([1.0, 0])}, {"a": np.array([0, 1.0])}]
        for weights in ([0, 0], [-1, 5], [float("nan"), 1]):
            updates, _ = self.compare(sent, replies, weights)
            self.assertAlmostEqual(0.5**0.5, updates[0].cosine)
            self.assertAlmostEqual(0.5**0.5, updates[1].cosine)

    def test_a_sample_keeps_the_limit_and_is_close(self):
        sent = {f"a{number}": self.random.normal(size=(500, 512)).astype(np.float32) for number in range(8)}
        common = {name: self.random.normal(size=array.shape) for name, array in sent.items()}
        replies = [
            {
                name: (array + common[name] + self.random.normal(size=array.shape)).astype(np.float32)
                for name, array in sent.items()
            }
            for _ in range(4)
        ]
        exact, sampled = self.compare(sent, replies)
        self.assertFalse(sampled)
        sent_views, comparison = views(**sent), Comparison()
        pairs = [(sent_views, views(**reply)) for reply in replies]
        times = []
        for _ in range(15):
            began = time.thread_time()
            updates, sampled = comparison.compare(pairs, [1] * 4, 0.002)
            times.append(time.thread_time() - began)
        self.assertTrue(sampled)
        self.assertLess(sorted(times)[7], 0.01)
        for update, expected in zip(updates, exact):
            self.assertAlmostEqual(1.0, update.norm / expected.norm, 1)
            self.assertAlmostEqual(expected.cosine, update.cosine, 1)


if __name__ == "__main__":
    unittest.main()
