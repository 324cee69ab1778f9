"""What in a message the customer did not write: quoted mail, signatures, addresses.

Lines that quote ("> ...", "On ... wrote:", "-----Original Message-----", a block of mail headers),
signatures ("-- ", or a greeting with a name under it), web addresses and mail addresses are replaced by
blanks of the same length, so every place in the text stays what it was. When nothing else is there, the
quoted part is the message: a bare forward is read.

Whatever happens: the text keeps its length, and the work grows in step with it.
"""

import re
from collections.abc import Iterable

BLANK = "\x00"
"""Stands where something was not read; it ends phrases."""

WEB = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"]+", re.IGNORECASE)
DOMAIN = re.compile(
    r"\.(?:com|org|net|edu|gov|io|co|de|fr|es|it|nl|eu|uk|info|biz|example|test)\b", re.IGNORECASE
)
MAILBOX_CHARACTER = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_%'")
WROTE = ("wrote:", "schrieb:", "a écrit :", "a écrit:", "escribió:", "ha scritto:", "schreef:", "escreveu:")
CUT = re.compile(
    r"\s*(?:[-_=]{2,}\s*(?:original message|forwarded message|urspr|weitergeleitet|message d.origine"
    r"|mensaje original|messaggio originale|oorspronkelijk)|begin forwarded message|_{20,})",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"\s*\*?(?:from|sent|date|to|cc|reply-to|von|gesendet|an|datum|de|envoyé|para)\*?\s?:", re.IGNORECASE
)
SENT_FROM = re.compile(
    r"\s*(?:sent from my|get outlook for|gesendet von mein|envoyé de mon|enviado desde mi)", re.IGNORECASE
)
FAREWELLS = frozenset({
    "best", "best regards", "kind regards", "warm regards", "regards", "with regards", "sincerely",
    "yours sincerely", "yours faithfully", "yours truly", "cheers", "best wishes", "all the best", "br",
    "respectfully", "with best regards", "with kind regards", "mit freundlichen grüßen", "mfg", "viele grüße",
    "liebe grüße", "cordialement", "bien cordialement", "saludos", "un saludo", "cordiali saluti",
    "met vriendelijke groet", "atenciosamente", "pozdrawiam",
})  # fmt: skip
THANKFUL_FAREWELLS = frozenset(
    {"thanks", "thank you", "many thanks", "thanks and regards", "thanks & regards"}
)
LONGEST_FAREWELL = 40
LONGEST_SIGNATURE = 10
"""More lines than these are a text, not a signature."""
LONGEST_SIGNATURE_LINE = 80
LONGEST_NAME = 4
"""A line of more words than these is a sentence, not a name."""

Lines = list[tuple[int, str]]
"""Lines with the place where each begins."""


def own_words(text: str) -> str:
    r"""Blank out what the customer did not write.

    >>> own_words("Fixed!\n> Is it urgent?").replace(BLANK, "_")
    'Fixed!\n_______________'
    """
    if "\n" in text or text.startswith(">"):
        text = _without_quotes(text)
    return without_addresses(text)


def without_addresses(text: str) -> str:
    """Blank out web and mail addresses: their words are not the customer's.

    >>> without_addresses("see www.shop.example/refund now").replace(BLANK, "_")
    'see _______________________ now'
    """
    if "://" in text or "www." in text or "WWW." in text:
        text = _blank(text, (found.span() for found in WEB.finditer(text)))
    if "@" in text:
        text = _blank(text, mailboxes(text))
    if "." in text:
        text = _blank(text, _domains(text))
    return text


def mailboxes(text: str) -> Iterable[tuple[int, int]]:
    """Find the mail addresses in a text: where each begins and ends."""
    done, at = 0, text.find("@")
    while at >= 0:
        start, end = at, at + 1
        while start > done and text[start - 1] in MAILBOX_CHARACTER:
            start -= 1
        while end < len(text) and text[end] in MAILBOX_CHARACTER:
            end += 1
        if start < at and end > at + 1:
            yield start, end
        done, at = end, text.find("@", end)


def _domains(text: str) -> Iterable[tuple[int, int]]:
    done = 0
    for found in DOMAIN.finditer(text):
        start, end = found.span()
        if start < done:
            continue
        while start > done and not text[start - 1].isspace() and text[start - 1] not in "(,;":
            start -= 1
        while end < len(text) and not text[end].isspace() and text[end] not in ",;)":
            end += 1
        if start < found.start():
            yield start, end
        done = end


def _without_quotes(text: str) -> str:
    lines, place = [], 0
    for line in text.split("\n"):
        lines.append((place, line))
        place += len(line) + 1
    own, quoted, dropped = _sort(lines)
    signature = _signature(own)
    if any(line.strip() for _, line in own[: len(own) - signature]):
        return _blank(text, _spans(quoted + dropped + own[len(own) - signature :]))
    if any(line.strip(" \t\r>") for _, line in quoted):
        return _blank(text, _spans(dropped + own))
    return text


def _sort(lines: Lines) -> tuple[Lines, Lines, Lines]:
    """Tell the customer's own lines, the quoted ones and mail headers apart."""
    marked = any(line.lstrip().startswith(">") for _, line in lines)
    own: Lines = []
    quoted: Lines = []
    dropped: Lines = []
    rest_is_quoted = False
    for number, (place, line) in enumerate(lines):
        bare = line.strip()
        if bare.startswith(">"):
            quoted.append((place, line))
        elif _attributes(lines, number):
            dropped.append((place, line))
            rest_is_quoted = rest_is_quoted or (not marked and bare.lower().endswith(WROTE))
        elif _cuts(lines, number):
            dropped.append((place, line))
            rest_is_quoted = True
        elif rest_is_quoted and HEADER.match(line):
            dropped.append((place, line))
        else:
            (quoted if rest_is_quoted else own).append((place, line))
    return own, quoted, dropped


def _attributes(lines: Lines, number: int) -> bool:
    """Whether a line says who wrote what follows: "On ... wrote:", in one line or two."""
    bare = lines[number][1].strip().lower()
    if bare.endswith(WROTE):
        return True
    opens = bare.startswith(("on ", "am ", "le ", "el ", "il ", "op ", "em ")) and any(map(str.isdigit, bare))
    return opens and number + 1 < len(lines) and lines[number + 1][1].strip().lower().endswith(WROTE)


def _cuts(lines: Lines, number: int) -> bool:
    """Whether everything from this line on is somebody else's."""
    line = lines[number][1]
    if CUT.match(line):
        return True
    following = [text for _, text in lines[number + 1 : number + 3]]
    return bool(HEADER.match(line)) and len(following) > 1 and all(map(HEADER.match, following))


def _signature(own: Lines) -> int:
    """Count the lines at the end that sign the message."""
    end = len(own)
    seen = 0
    for number in range(end - 1, -1, -1):
        bare = own[number][1].strip()
        if not bare:
            continue
        if bare == "--" or SENT_FROM.match(bare) or _bids_farewell(own, number):
            return end - number
        seen += 1
        if seen > LONGEST_SIGNATURE or len(bare) > LONGEST_SIGNATURE_LINE:
            break
    return 0


def _bids_farewell(own: Lines, number: int) -> bool:
    bare = own[number][1].strip()
    if len(bare) > LONGEST_FAREWELL:
        return False
    farewell = bare.lower().rstrip(" ,.!;:-")
    if farewell in FAREWELLS:
        return True
    name = next((line.strip() for _, line in own[number + 1 :] if line.strip()), "")
    return farewell in THANKFUL_FAREWELLS and _is_name(name)


def _is_name(line: str) -> bool:
    words = line.split()
    return (
        0 < len(words) <= LONGEST_NAME and line[-1] not in "?!:" and all(word[0].isupper() for word in words)
    )


def _spans(lines: Lines) -> Iterable[tuple[int, int]]:
    return ((place, place + len(line)) for place, line in sorted(lines))


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], BLANK * (end - start)]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text
