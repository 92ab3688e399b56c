import sys


def main(argv):
    """The arguments become keyword arguments, as fire makes them."""
    given = {}
    for at, word in enumerate(argv):
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            given[name] = value or argv[at + 1]
    print(given)


if __name__ == "__main__":
    main(sys.argv[1:])
