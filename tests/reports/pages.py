"""Reading rendered reports back: every piece of text with what it claims to be."""

from html.parser import HTMLParser
from typing import NamedTuple

VOID = frozenset({"br", "meta", "link", "hr", "img", "input"})


class Piece(NamedTuple):
    """A run of text and the innermost claim above it: a fact, a quote, a scale mark, or nothing."""

    text: str
    claim: str | None
    fact: str | None
    value: str | None


class Page(HTMLParser):
    """What a reader can see, piece by piece; the elements; and which tags do not close."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.unbalanced: list[str] = []
        self._stack: list[tuple[str, Piece]] = []
        self.feed(html)
        self.close()
        self.unbalanced += [tag for tag, _ in self._stack]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag not in VOID:
            self._stack.append((tag, self._claim(given)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._stack or self._stack[-1][0] != tag:
            self.unbalanced.append(tag)
        else:
            self._stack.pop()

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self._stack}
        if not data.strip() or inside & {"style", "script"}:
            return
        if "title" in inside and "head" in inside:
            return  # the document's name: the program's title and the voice
        claim = self._stack[-1][1] if self._stack else Piece("", None, None, None)
        self.pieces.append(claim._replace(text=data))

    def _claim(self, given: dict[str, str]) -> Piece:
        above = self._stack[-1][1] if self._stack else Piece("", None, None, None)
        if "data-fact" in given:
            value = given.get("data-value", given.get("value", given.get("datetime")))
            return Piece("", "fact", given["data-fact"], value)
        if "data-scale" in given:
            return Piece("", "scale", None, None)
        if "quote" in given.get("class", "").split():
            return Piece("", "quote", None, None)
        return above
