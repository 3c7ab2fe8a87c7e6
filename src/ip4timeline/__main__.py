"""``python -m ip4timeline``: the command line."""

from ip4timeline.cli import main

if __name__ == "__main__":
    main()
