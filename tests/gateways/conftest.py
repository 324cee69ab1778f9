"""What the tests of gateways share."""

import pytest

from firstline.gateways.llm import LlmAdviser


@pytest.fixture(scope="session", autouse=True)
def _prepared() -> None:
    """Load what a process's first question to an LLM needs, as a desk does before it opens."""
    LlmAdviser(base_url="http://127.0.0.1:9/v1").prepare()
