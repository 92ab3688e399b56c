package dev.flsys.simulation;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The options that a form for the sample shows. */
@QuarkusTest
class SampleOptionsTest {

    @Test
    void the_sample_reports_each_option_with_its_default() throws IOException {
        String body = when().get("/api/simulations/options")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asString();
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(body)).isEqualTo(json.readTree("""
                {"command": "run_flower.py", "source": "argparse",
                 "description": "Trains on handwritten digits with Flower's simulation engine, on this machine.",
                 "parameters": [
                  {"name": "rounds", "option": "--rounds", "kind": "integer", "default": 3, "required": false,
                   "help": "number of rounds of federated averaging", "multiple": false},
                  {"name": "min_clients", "option": "--min-clients", "kind": "integer", "default": 2, "required": false,
                   "help": "number of clients that a round needs", "multiple": false},
                  {"name": "fraction_fit", "option": "--fraction-fit", "kind": "number", "default": 1.0, "required": false,
                   "help": "share of the clients that train in a round, above 0, at most 1", "multiple": false},
                  {"name": "learning_rate", "option": "--learning-rate", "kind": "number", "default": 0.05,
                   "required": false, "help": "learning rate of the clients' SGD", "multiple": false},
                  {"name": "model", "option": "--model", "kind": "choice", "default": "LeNet", "required": false,
                   "help": "network to train", "choices": ["LeNet", "TinyResNet"], "multiple": false},
                  {"name": "local_epochs", "option": "--local-epochs", "kind": "integer", "default": 3, "required": false,
                   "help": "passes of a client over its data in each round", "multiple": false},
                  {"name": "batch_size", "option": "--batch-size", "kind": "integer", "default": 32, "required": false,
                   "help": "digits per training step", "multiple": false},
                  {"name": "seed", "option": "--seed", "kind": "integer", "default": 42, "required": false,
                   "help": "seed of the initial weights and of the order of the batches", "multiple": false},
                  {"name": "num_clients", "option": "--num-clients", "kind": "integer", "required": false,
                   "help": "number of simulated clients that share the digits; by default enough for --min-clients at the given fraction, at most 20",
                   "multiple": false}]}"""));
    }
}
