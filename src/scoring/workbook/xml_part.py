"""Reads an XML part as a stream of elements, without DTD, entities or anything fetched."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from scoring.workbook.package import Package, failure

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]
_TOKEN = 1_000_000
"""Bytes one tag may be long: a longer one makes the parser look at the same bytes again and again."""


class _Refused(Exception):  # noqa: N818 - it says what was done
    """The part declares a document type, the only way to define entities."""


def read_xml(package: Package, part: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Call `start`, `end` and `text` for what stands in a part; names come without their namespace.

    Raises:
        InvalidInput: it is not well formed, declares a document type, is too large, or is nested too deeply.
    """
    depth, begun = 0, False

    def on_start(tag: str, given: dict[str, str]) -> None:
        nonlocal depth, begun
        depth, begun = depth + 1, True
        package.elements += 1
        if package.elements > package.bounds.elements:
            raise package.large("số thẻ XML", "XML elements", package.elements, package.bounds.elements)
        if depth > package.bounds.depth:
            raise package.large("độ sâu XML", "XML depth", depth, package.bounds.depth)
        start(_local(tag), given)

    def on_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(_local(tag))

    def refuse(*_: object) -> int:
        raise _Refused

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    fed = 0
    try:
        for chunk in package.chunks(part):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _TOKEN:
                raise package.large("độ dài một thẻ XML", "length of an XML tag", fed - parser.CurrentByteIndex, _TOKEN)
        parser.Parse(b"", True)
    except _Refused:
        raise failure(package.name, "SC705", part=part) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        # Names of encodings are looked up among all that Python has; not all are encodings of text. That happens
        # before the first element; what is raised later comes from the handlers.
        if begun and not isinstance(error, expat.ExpatError):
            raise
        line = getattr(error, "lineno", 0)
        vi, en = f"XML sai cú pháp (dòng {line})", f"its XML is not well formed (line {line})"
        raise package.broken(part, vi, en) from None


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]
