import hydra


@hydra.main(config_path="conf", config_name="base", version_base=None)
def main(cfg):
    raise SystemExit("not while it is asked for its options")


if __name__ == "__main__":
    main()
