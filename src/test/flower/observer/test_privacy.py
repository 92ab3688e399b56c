"""The cost of differential privacy."""

import math
import unittest

from observed import ObserverTest, has, needs_messages

# isort: split
from flsys_observer.privacy import gaussian_epsilon

try:
    import message_app as app
    from flwr.serverapp.strategy import DifferentialPrivacyServerSideFixedClipping as FixedClipping
except ImportError:
    app = None


class GaussianTest(unittest.TestCase):
    def test_epsilon_is_that_of_the_definition(self):
        def normal(value):
            return math.erfc(-value / math.sqrt(2)) / 2

        for noise in (0.3, 0.5, 1.0, 2.0, 5.0, 50.0):
            epsilon = gaussian_epsilon(noise, 1e-5)
            first, second = normal(0.5 / noise - epsilon * noise), normal(-0.5 / noise - epsilon * noise)
            self.assertAlmostEqual(1e-5, first - math.exp(epsilon) * second, 10)
        # A published value: section 3 of Balle and Wang has sigma 3.730 for epsilon 1 and delta 1e-5.
        self.assertAlmostEqual(1.0, gaussian_epsilon(3.7306, 1e-5), 3)

    def test_much_noise_costs_nothing(self):
        self.assertLess(gaussian_epsilon(1e6, 1e-5), 1e-6)


@needs_messages
class PrivacyTest(ObserverTest):
    def epsilons(self):
        return [(each["round"], each["epsilon"], each.get("delta")) for each in self.events("epsilon")]

    def test_no_epsilon_is_guessed(self):
        app.train_all(grid=app.DirectGrid(metrics={"epsilon_greedy": 0.1, "adam_eps": 1e-8}))
        self.assertEqual([], self.epsilons())

    def test_the_largest_epsilon_of_the_clients_counts(self):
        class Growing(app.DirectGrid):
            def send_and_receive(grid, messages, **named):
                replies = super().send_and_receive(messages, **named)
                for reply in replies:
                    number, count = reply.metadata.src_node_id - 1000, len(grid.replies)
                    if reply.metadata.message_type == "train":
                        reply.content["metrics"]["epsilon"] = float(count + number)
                        reply.content["metrics"]["delta"] = 1e-5
                return replies

        app.train_all(rounds=2, grid=Growing())
        self.assertEqual([(1, 7.0, 1e-5), (2, 15.0, 1e-5)], self.epsilons())

    def test_the_epsilon_of_the_server_counts_and_ends_the_training(self):
        self.write("plan.json", {"steering": {"rules": [{"epsilon": 2.0}]}})
        evaluate = lambda number, arrays: app.MetricRecord({"eps": 1.0 * number})  # noqa: E731
        result = app.train_all(rounds=5, evaluate_fn=evaluate)
        self.assertEqual([1, 2], list(result.train_metrics_clientapp))
        self.assertEqual([(1, 1.0, None), (2, 2.0, None)], self.epsilons())
        self.assertEqual("epsilon", self.events("stopped")[0]["rule"])

    def test_fixed_clipping_composes_if_all_clients_have_the_same_weight(self):
        same = {"grid": app.DirectGrid(metrics={"num-examples": 10}), "without": ["count"]}
        app.train_all(FixedClipping(app.All(), 4.0, 1.0, app.CLIENTS), rounds=4, **same)
        expected = [gaussian_epsilon(4.0 / math.sqrt(number), 1e-5) for number in (1, 2, 3, 4)]
        for number, (found, value) in enumerate(zip(self.epsilons(), expected)):
            self.assertEqual((number + 1, 1e-5), (found[0], found[2]))
            self.assertAlmostEqual(value, found[1], 9)
        before = len(self.epsilons())
        self.assertEqual(4, before)
        app.train_all(FixedClipping(app.All(), 4.0, 1.0, app.CLIENTS), rounds=2, without=["count"])
        app.train_all(FixedClipping(app.All(), 0.0, 1.0, app.CLIENTS), rounds=2, **same)
        self.assertEqual(before, len(self.epsilons()))
        self.assertEqual([], self.events("failed"))

    @unittest.skipUnless(app and has("flwr.supercore.privacy_accounting"), "This Flower has no accountant.")
    def test_the_accountant_of_flower_counts(self):
        from flwr.serverapp import PrivacySpent

        class Accounted(app.All):
            releases = 0

            def aggregate_train(self, server_round, replies):
                self.releases += 1
                return super().aggregate_train(server_round, replies)

            def privacy_spent(self):
                return PrivacySpent(1.5 * self.releases, 1e-6, self.releases, "rdp")

        app.train_all(Accounted(), rounds=2, grid=app.DirectGrid(metrics={"epsilon": 99.0}))
        self.assertEqual([(1, 1.5, 1e-6), (2, 3.0, 1e-6)], self.epsilons())


if __name__ == "__main__":
    unittest.main()
