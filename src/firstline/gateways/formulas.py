"""Cells that a spreadsheet would run as a formula, made harmless, and made themselves again.

An apostrophe is put before a cell that begins as a formula does, and before one that would be taken for such
a cell on the way back. So whatever the text, `unescaped(escaped(text))` is the text.
"""

BEGINNINGS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - spreadsheets of the far east take the wide signs, too
MARK = "'"


def escaped(cell: str) -> str:
    """Give the cell as it may stand in a file that people open.

    >>> escaped("=1+1"), escaped("Hello")
    ("'=1+1", 'Hello')
    """
    return MARK + cell if cell.startswith(BEGINNINGS) or unescaped(cell) != cell else cell


def unescaped(cell: str) -> str:
    """Give the cell as it was.

    >>> unescaped("'=1+1"), unescaped("'tis fine")
    ('=1+1', "'tis fine")
    """
    return cell[1:] if cell.startswith(MARK) and cell[1:].startswith((*BEGINNINGS, MARK)) else cell
