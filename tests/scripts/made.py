"""An app that npm would build, made by hand."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.node import Node

PAGE = '<meta content="__CSP_NONCE__"><script src="/assets/{name}"></script>'
LONG = "export const words = 'the same again';\n" * 100


@dataclass
class Made:
    """In the place of npm: writes what a build would, and remembers what it was asked."""

    version: str = "24.0.0"
    script: str = "index-1.js"
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[Path], None] = lambda _: None

    def run(self, *command: str, cwd: Path, **world: str) -> None:
        """Do as the command says."""
        self.asked.append(" ".join(command[:2]))
        if command[:2] == ("npm", "ci"):
            shutil.rmtree(cwd / "node_modules", ignore_errors=True)
            (cwd / "node_modules").mkdir()
        elif command[:2] == ("npm", "run"):
            self.write(Path(world["FIRSTLINE_UI_OUT"]))
        else:
            Node().run(*command, cwd=cwd)

    def write(self, out: Path) -> None:
        """Write a page with one script."""
        (out / "assets").mkdir()
        (out / "assets" / self.script).write_text(LONG)
        (out / "index.html").write_text(PAGE.format(name=self.script))
        self.meanwhile(out)
