"""`python -m adhere`: the command, where its script is not on the path."""

from adhere.cli import main

if __name__ == "__main__":
    main()
