"""What axe finds on a page that people who do not see, or do not point, would stumble over."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[3] / "ui" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> Sequence[str]:
    """Ask axe about the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {node['failureSummary']} at {node['target']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
