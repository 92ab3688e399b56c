from optparse import OptionParser

parser = OptionParser(description="Trains a network.")
parser.add_option("-r", "--rounds", type="int", default=3, help="number of rounds")
parser.add_option("--model", type="choice", choices=["cnn", "mlp"], default="cnn")
parser.add_option("--no-amp", dest="amp", action="store_false", default=True)
options, _ = parser.parse_args()
print("rounds", options.rounds)
