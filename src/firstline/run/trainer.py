"""The process that trains: opens the desk, trains once, and ends. `training.py` starts it."""

from firstline.flows.train import TooLittle, train_model
from firstline.run.opening import opened_desk


def main() -> None:
    """Train as the step does; too little to learn from is no fault."""
    with opened_desk() as desk:
        desk.board.look(desk.read)
        try:
            train_model(desk)
        except TooLittle:
            return


if __name__ == "__main__":
    main()
