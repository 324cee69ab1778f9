"""Every page of the inbox, and the states that it can be brought into: what people and axe look at.

Each is an address and what somebody does there. They stand in an order in which one after the other can be
brought about at one desk: the empty desk first, the team's desk last.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import FilePayload, expect

from tests.journeys.browser.agent import PHONE, Agent
from tests.journeys.server import Answered, Server

CHARGED = "I was charged twice for my March invoice. Please refund the second payment."
BLOCKED = "My account is BLOCKED and nobody in my team can log in! This is urgent, we lose money every hour."
QUOTE = "Bonjour, nous aimerions un devis pour 40 licences. Merci de nous rappeler cette semaine."
NAMES = (
    "Ava Moreau",
    "Lucía Berg",
    "Chen Novak",
    "Wanjiru Adeyemi",
    "Émile Laurent",
    "Mia Rossi",
    "Omar Haddad",
    "Camille Petit",
    "Priya Patel",
    "Tomasz Zielinski",
    "Noémie Roux",
    "Sofia Costa",
    "Dmytro Koval",
    "Jules Martin",
    "Hana Sato",
)
CHANNELS = ("email", "form", "chat", "whatsapp")
PASSWORD = "seven green bottles"  # noqa: S105 - of people who exist in tests alone


@dataclass(frozen=True, slots=True)
class State:
    """One thing to look at."""

    name: str
    path: str
    act: Callable[[Agent], None] = lambda _: None
    console: Sequence[str] = ()
    """What the console may say there."""


def look_at(agent: Agent, state: State) -> None:
    """Bring it about, and wait until it stands still."""
    agent.watched.expect(*state.console)
    agent.go(state.path)
    expect(agent.page.get_by_role("main").first).to_be_visible()
    agent.page.wait_for_load_state("load")
    state.act(agent)
    agent.page.wait_for_timeout(400)


def fresh_states() -> Iterator[State]:
    """Give what a desk shows where nobody has written yet."""
    yield State("inbox-fresh", "/inbox")
    yield State("welcome", "/welcome")
    yield State("customers-fresh", "/customers")


def fill(server: Server) -> None:
    """Let some customers write, and have somebody answer one of them: the list is longer than the window."""
    for number, text in enumerate([BLOCKED, QUOTE, CHARGED] * 5):
        about = {"customer": {"name": NAMES[number]}, "text": text, "channel": CHANNELS[number % 4]}
        _done(server.ask("POST", "/api/v1/tickets", about))
    _done(server.ask("PUT", "/api/v1/tickets/2/assignee", {"agent": "Kim Adeyemi"}))
    for kind, text in (("note", "Locked by the rule against too many tries."), ("reply", "I look into it.")):
        _done(server.ask("POST", "/api/v1/tickets/1/entries", {"kind": kind, "text": text}))
    canned = {"title": "Ask for the invoice", "text": "Could you send us the invoice's number, please?"}
    _done(server.ask("POST", "/api/v1/canned-replies", canned))


def _done(answer: Answered) -> None:
    assert answer.status < 300, answer.body


def states() -> Iterator[State]:
    """Give what a desk shows that has been filled."""
    yield State("inbox", "/inbox", _rows)
    yield State("inbox-nothing-found", "/inbox?q=nothingislikethis", _shows("Nothing"))
    yield State("inbox-selected", "/inbox?sort=newest", _selects)
    yield State("ticket", "/inbox?ticket=1", _ticket)
    yield State("ticket-why", "/inbox?ticket=1", _why)
    yield State("ticket-correct", "/inbox?ticket=1", _presses("c"))
    yield State("ticket-snooze", "/inbox?ticket=1", _presses("h"))
    yield State("ticket-tags", "/inbox?ticket=1", _presses("#"))
    yield State("ticket-missing", "/inbox?ticket=4711", console=("404",))
    yield State("reply-draft", "/inbox?ticket=3", _draft)
    yield State("reply-finding", "/inbox?ticket=3", _finding)
    yield State("reply-canned", "/inbox?ticket=3", _presses("["))
    yield State("note", "/inbox?ticket=1", _note)
    yield State("palette", "/inbox?ticket=1", _palette)
    yield State("keys", "/inbox", _keys)
    yield State("search", "/search?q=refund", _shows("Chen"))
    yield State("search-nothing", "/search?q=nothingislikethis")
    yield State("customers", "/customers")
    yield State("customer", "/customers", _customer)
    yield State("customer-missing", "/customers/4711", _shows("There is no such customer"), console=("404",))
    for page in ("you", "people", "canned", "taxonomy", "triage", "policy", "llm", "keys", "import"):
        yield State(f"settings-{page}", f"/settings/{page}")
    yield State("settings-import-look", "/settings/import", _looks_at_a_file)
    yield State("settings-category", "/settings/taxonomy", _clicks(re.compile("Add a category|New category")))
    yield State("settings-jobs", "/settings/jobs")
    yield State("settings-about", "/settings/about")
    yield State("nowhere", "/nowhere", console=("404",))


def give_to_a_team(server: Server) -> None:
    """Make the first account: from now on one has to sign in."""
    account = {"email": "kim@example.com", "name": "Kim Adeyemi", "password": PASSWORD}
    _done(server.ask("POST", "/api/v1/accounts", account))


def team_states() -> Iterator[State]:
    """Give what a team's desk shows to whoever is not in yet."""
    yield State("sign-in", "/sign-in")
    yield State("sign-in-refused", "/sign-in", _refused, console=("401",))
    yield State("accept-invitation", "/accept-invitation?token=fli_none", console=("400", "404", "410"))


def _looks_at_a_file(agent: Agent) -> None:
    content = b"Title,Requester,Body\nMrs,ava@example.com,I was charged twice.\nMr,,\n"
    file = FilePayload(name="oldesk.csv", mimeType="text/csv", buffer=content)
    agent.page.locator("input[type=file]").set_input_files(file)
    agent.sees("New tickets")


def _rows(agent: Agent) -> None:
    expect(agent.page.get_by_role("option").first).to_be_visible()


def _ticket(agent: Agent) -> None:
    expect(agent.page.get_by_role("region", name="Answer")).to_be_visible()


def _shows(words: str) -> Callable[[Agent], None]:
    return lambda agent: agent.sees(words)


def _presses(*keys: str) -> Callable[[Agent], None]:
    def act(agent: Agent) -> None:
        _ticket(agent)
        agent.press(*keys)
        expect(agent.page.locator("[role=menu],[role=dialog]").first).to_be_visible()

    return act


def _clicks(name: re.Pattern[str]) -> Callable[[Agent], None]:
    def act(agent: Agent) -> None:
        agent.page.get_by_role("button", name=name).first.click()
        expect(agent.page.get_by_role("dialog")).to_be_visible()

    return act


def _selects(agent: Agent) -> None:
    _rows(agent)
    if agent.page.viewport_size == PHONE:
        return  # there is no room for a list beside a ticket
    agent.press("j", "x", "j", "x")
    agent.sees("2 selected")


def _why(agent: Agent) -> None:
    _ticket(agent)
    why = agent.page.get_by_role("button", name="Why this category?")
    if not why.is_visible():
        agent.press("i")
    why.click()
    expect(why).to_have_attribute("aria-expanded", "true")


def _draft(agent: Agent) -> None:
    _ticket(agent)
    agent.button("Use the draft").click()
    expect(agent.page.get_by_label("Reply to the customer")).not_to_be_empty()
    agent.sees("Policy: fine")


def _finding(agent: Agent) -> None:
    _ticket(agent)
    agent.page.get_by_label("Reply to the customer").fill("Hello Chen, we will refund you by Friday noon.")
    expect(agent.page.get_by_text(re.compile(r"Policy: \d+ finding"))).to_be_visible()


def _note(agent: Agent) -> None:
    _ticket(agent)
    agent.press("n")
    agent.page.get_by_label("Internal note").fill("She called: the invoice is number 4711.")


def _palette(agent: Agent) -> None:
    _ticket(agent)
    agent.press("Control+k")
    expect(agent.page.get_by_role("dialog")).to_be_visible()
    agent.page.keyboard.type("lu")
    expect(agent.page.get_by_role("option").first).to_be_visible()


def _customer(agent: Agent) -> None:
    agent.page.get_by_role("main").get_by_role("listitem").first.get_by_role("link").click()
    agent.sees("Known by")


def _keys(agent: Agent) -> None:
    _rows(agent)
    agent.press("Shift+?")
    expect(agent.page.get_by_role("dialog")).to_be_visible()


def _refused(agent: Agent) -> None:
    agent.page.get_by_label("E-mail address").fill("kim@example.com")
    agent.page.get_by_label("Password", exact=True).fill("eight brown bottles")
    agent.button("Sign in").click()
    expect(agent.page.get_by_role("alert")).to_be_visible()
