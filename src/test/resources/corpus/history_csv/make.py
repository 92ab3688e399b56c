from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/net.pth")
header = "Round,Accuracy,Loss"
older = [header, "1,0.2,2.5", "2,0.3,2.25", "3,0.4,2.0"]
newer = [header, "1,0.5,1.5", "2,0.625,1.25"]
write("results/fl_metrics.csv", "\r\n".join(older + newer))
history = {"rounds": [1, 2], "accuracies": [0.5, 0.625], "losses": [1.5, 1.25], "source": "fl_metrics.csv"}
write_expected({"histories": {"net": history}})
