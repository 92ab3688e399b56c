from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/net.pth")
rows = ["round,client_id,num_examples,accuracy", "1,0,10,0.5", "1,1,30,0.25", "2,1,30,0.5", "2,0,10,1.0"]
write("results/log.csv", "\r\n".join(rows))
write_expected({
    "histories": {
        "net": {
            "rounds": [1, 2],
            "accuracies": [(10 * 0.5 + 30 * 0.25) / 40, (10 * 1.0 + 30 * 0.5) / 40],
            "metrics": {
                "num_examples": [40, 40],
                "client_0_num_examples": [10, 10],
                "client_1_num_examples": [30, 30],
                "client_0_accuracy": [0.5, 1.0],
                "client_1_accuracy": [0.25, 0.5],
            },
        }
    }
})
