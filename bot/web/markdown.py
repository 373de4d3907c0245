"""Markdown of the content as safe HTML."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# MDX: imports and exports are no text.
_MDX_LINE = re.compile(
    r"^(?:import\s(?:.+\sfrom\s)?[\"'].*|export\s(?:default|const|function)\s.*)$", re.MULTILINE
)

_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def render_markdown(text: str) -> str:
    """HTML with an allowed set of elements; everything else is dropped, scripts with content."""
    html = _markdown.render(_MDX_LINE.sub("", text))
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener"
    )
