"""Links from the first page of a report's folder to its papers and data."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.reports.formats import format_of, pieces_for
from scoring.reports.interface import DocumentId, FileLink, Scope
from scoring.result.summary import Summary
from scoring.text import in_lang

_SHORT = {DocumentId.EXPLANATION: ("giải thích", "explanation")}


def links(
    formats: Sequence[str],
    documents: Sequence[DocumentId],
    lang: str,
    scope: Scope,
    stem: str,
    result: Summary | None = None,
) -> list[FileLink]:
    """Files made for an agency, a block or the whole run, with what each is: ``DOCX``, ``PDF (giải thích)``.

    Pages are left out: they are linked by the agency's or block's name. `stem` names the agency's or block's files;
    an agency's `result` decides which papers there are. Without `documents`, each format has its own choice.
    """
    found = []
    for id in formats:
        format = format_of(id)
        pieces = [] if format.is_page else format.chosen(documents)
        if result is not None:
            pieces = pieces_for(pieces, result, documents)
        for piece in pieces:
            if piece.scope == scope:
                name = piece.name.format(stem=stem)
                more = in_lang(lang, *_SHORT[piece.document]) if piece.document in _SHORT else ""
                label = f"{id.upper()} ({more})" if more else id.upper()
                found.append(FileLink(name, name if scope == "run" else label))
    return found
