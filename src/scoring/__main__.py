"""`python -m scoring` is `scoring`."""

from scoring.cli import run

if __name__ == "__main__":
    run()
