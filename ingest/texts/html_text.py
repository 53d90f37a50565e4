"""Text and links of a post that a platform gives as HTML."""

from __future__ import annotations

from html.parser import HTMLParser

BREAKS = {"br": "\n", "p": "\n\n"}


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(BREAKS.get(tag, ""))
        named = dict(attrs)
        classes = (named.get("class") or "").split()
        # What marks a hashtag or a handle leads to the platform itself.
        if tag == "a" and not {"hashtag", "mention"} & set(classes):
            self.links.append(named.get("href") or "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_and_links(html: str) -> tuple[str, list[str]]:
    """The text, with line breaks where the HTML has them, and the addresses of its links, each once, in order."""
    reading = _Reading()
    reading.feed(html)
    reading.close()
    links = [link for link in reading.links if link.startswith(("http://", "https://"))]
    return "".join(reading.parts).strip(), list(dict.fromkeys(links))
