import pickle

from corpus_tools import predicts, save, write, write_expected
from model import Net

net = Net()
write("weights/global_model.pkl", pickle.dumps({key: value.numpy() for key, value in net.state_dict().items()}))
save(net, "weights/best_weights.pkl")
write("weights/dumped_weights.pkl", pickle.dumps(net.state_dict()))
write("weights/model_history.pkl", pickle.dumps({"accuracy": [0.5]}))
write_expected({"models": {"global_model": predicts(net), "best_weights": predicts(net), "dumped_weights": predicts(net)}})
