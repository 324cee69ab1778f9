"""The part of building a wheel that is ours: the app in the browser, made from `ui/` and put inside.

An editable install builds it, too, so that a checkout is a whole desk. What always holds: no wheel leaves
here without the app, and none has its sources or its packages inside.
"""

import sys
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # a build calls this file by its place alone

from scripts.node import NotBuilt
from scripts.ui import PAGE, Workshop, build

INSIDE = "firstline/web/ui/"


class InboxHook(BuildHookInterface[Any]):
    """Builds the app before the wheel, and looks for it in the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's own
        """Build the app, and name its files, which git does not know."""
        shop = Workshop()
        try:
            files = build(shop)
        except NotBuilt as error:
            self.app.abort(str(error))
        else:
            build_data["artifacts"] += [f"/{file.relative_to(shop.root).as_posix()}" for file in files]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - as above
        """Refuse a wheel without the app; an editable one only points at the checkout."""
        if version == "editable":
            return
        with zipfile.ZipFile(artifact_path) as wheel:
            inside = [name for name in wheel.namelist() if name.startswith(INSIDE)]
        if f"{INSIDE}{PAGE}" not in inside or not any(name.endswith(".js") for name in inside):
            Path(artifact_path).unlink()
            self.app.abort(f"The wheel would have no inbox inside ({INSIDE}), and was not kept.")
