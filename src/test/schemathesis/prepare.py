"""Makes a simulation, an experiment and an evaluation in the service at ADDRESS, and writes its OpenAPI document to
FILE with their ids.

schemathesis sends the ids to the operations that read them, so it also checks their successful answers. The service has
the same document with and without API_TOKEN. If REQUIRED is True, the written document requires the token.
"""

import argparse
import json
import time
import urllib.error
import urllib.parse
import urllib.request

LIMIT_SECONDS = 300

parser = argparse.ArgumentParser()
parser.add_argument("address")
parser.add_argument("file")
parser.add_argument("required", choices=["True", "False"])
parser.add_argument("token", nargs="?", default="")
options = parser.parse_args()


def read(path, body=None):
    headers = {"Content-Type": "application/json"}
    if options.token:
        headers["Authorization"] = "Bearer " + options.token
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(options.address + path, data, headers), timeout=60) as answer:
        return answer.read()


def completed(path, body, member):
    """Sends the body, and returns the answer once the simulation, experiment or evaluation is completed."""
    try:
        answer = json.loads(read(path, body))
    except urllib.error.HTTPError as error:
        raise AssertionError(f"POST {path}: {error.code} {error.read().decode()}") from error
    name = answer[member]
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        record = json.loads(read(path + "/" + name))
        if record["state"] == "completed":
            return answer
        assert record["state"] not in ("failed", "stopped", "interrupted"), record
        time.sleep(0.1)
    raise AssertionError(f"{path}/{name} did not complete in {LIMIT_SECONDS} s")


document = json.loads(read("/q/openapi?format=json"))
schemes = [scheme for scheme in document["security"] if scheme or options.required != "True"]
assert {"apiToken": []} in schemes, schemes
document["security"] = schemes

rounds = ["[INIT]", "[ROUND 1]", "aggregate_train: Received 2 results and 0 failures", "[ROUND 2]"]
simulation = completed("/api/simulations", {"say": rounds}, "simulation_id")
experiment = completed("/api/experiments", {"name": "Rounds", "parameters": {"rounds": [1, 2]}}, "experiment_id")
evaluation = completed("/api/evaluations", {"models": ["LeNet", "TinyResNet"], "folder": "pictures/test"}, "id")
# The folder has the same picture under each label, so it is wrong under two of them.
scores = json.loads(read("/api/evaluations/" + evaluation["id"]))["results"][0]["scores"]
examples = {
    "/api/simulations/{id}": {"id": simulation["simulation_id"], "session": simulation["session"]},
    "/api/experiments/{id}": {"id": experiment["experiment_id"], "session": experiment["session"]},
    "/api/evaluations/{id}": {"id": evaluation["id"], "path": scores["worst"][0]["picture"]},
    "/api/models/{id}": {"id": "LeNet"},
    "/api/models/{id}/drift": {"id": "net_round_2"},
    "/api/models/{id}/weights": {"id": "net_round_2", "against": "net_round_1"},
    "/api/pictures/{name}": {"name": "digit_8.png"},
    "/v2/models/{model}": {"model": "LeNet"},
}

# There is no MLflow server.
skipped = ["/api/simulations/{id}/mlflow"]

failed = []
for path, operations in document["paths"].items():
    values = next(
        (examples[start] for start in sorted(examples, key=len, reverse=True) if path.startswith(start)), None
    )
    if values is None or "get" not in operations or path in skipped:
        continue
    address, query = path, {}
    for parameter in operations["get"]["parameters"]:
        value = values.get(parameter["name"])
        if value is not None:
            parameter["example"] = value
            if parameter["in"] == "path":
                address = address.replace("{" + parameter["name"] + "}", urllib.parse.quote(value, safe=""))
            else:
                query[parameter["name"]] = value
    try:
        read(address + ("?" + urllib.parse.urlencode(query) if query else ""))
    except urllib.error.HTTPError as error:
        failed.append(f"GET {path}: {error.code} {error.read().decode()}")
assert not failed, "\n".join(failed)
with open(options.file, "w") as output:
    json.dump(document, output)
