"""Uses a service on the sample project through KServe's clients for Python, over HTTP and gRPC.

python kserve_client.py HOST:PORT
"""

import sys
import unittest

import numpy as np
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig

address = sys.argv[1]
ROWS = np.random.default_rng(1).random((3, 10), dtype=np.float32)


def request(binary):
    tensor = InferInput("inputs", list(ROWS.shape), "FP32")
    tensor.set_data_from_numpy(ROWS, binary_data=binary)
    return InferRequest("deployed", [tensor])


class KServeClientTest(unittest.IsolatedAsyncioTestCase):
    async def test_both_clients_find_the_models_and_get_the_same_answers(self):
        rest, url = InferenceRESTClient(RESTConfig(protocol="v2")), f"http://{address}"
        rpc = InferenceGRPCClient(url=address)
        self.assertTrue(await rest.is_server_live(url) and await rpc.is_server_live())
        self.assertTrue(await rest.is_server_ready(url) and await rpc.is_server_ready())
        self.assertTrue(await rest.is_model_ready(url, "deployed") and await rpc.is_model_ready("deployed"))
        self.assertFalse(await rpc.is_model_ready("nothing"))
        for binary in (True, False):
            expected = await rest.infer(url, request(binary), model_name="deployed")
            answer = await rpc.infer(request(binary))
            outputs = [each.outputs[0].as_numpy() for each in (expected, answer)]
            self.assertEqual(outputs[0].shape, (3, 5))
            np.testing.assert_allclose(outputs[1], outputs[0], rtol=1e-6)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
