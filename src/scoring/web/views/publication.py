"""Publication: the preview of exactly what is published, the act, signed where a key is given, and papers to take along."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from msgspec.structs import replace

from scoring.app.campaign.evaluation import campaign_scheme
from scoring.app.campaign.publication import Prepared, enter_publication, is_published, prepare, try_publication
from scoring.app.campaign.results import official_results, published_results
from scoring.app.campaign.submission_papers import receipt_file, return_letter_file
from scoring.app.conditions import Conditions
from scoring.app.ledger import ledger_lines
from scoring.app.report_plan import ReportOptions
from scoring.app.reporting import report
from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError
from scoring.reports.formats import format_of, require_formats
from scoring.reports.interface import BlockSource, FormatId
from scoring.signing import Signer, signer_of
from scoring.web.campaigns import desk as desk_folder
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk, of_all_agencies

_PAPERS = (FormatId.HTML, FormatId.DOCX, FormatId.PDF, FormatId.XLSX)
"""What every agency's and block's papers are made as, where the library for it is installed."""


def _asked(visit: Visit) -> tuple[str, date | None]:
    return visit.given("decision") or "", visit.day("until")


def _prepared(visit: Visit, decision: str, until: date | None) -> Prepared:
    """What would be published, found once for each state of the ledger."""
    session = visit.open
    stands = (session.state.head.hash, decision, until)
    return session.kept(("prepared", ""), stands, lambda: prepare(session, decision, until=until))


@desk(Action.SEE_OVERVIEW)
@of_all_agencies
def preview(visit: Visit) -> HttpResponse:
    """Exactly what a publication now would hold: ranking, classes, digests; and why it may not be published yet."""
    session, state = visit.open, visit.open.state
    decision, until = _asked(visit)
    found = _prepared(visit, decision, until)
    refused: list[Diagnostic] = []
    may = visit.may(Action.PUBLISH)
    if may and decision:
        try:
            try_publication(session, decision, by=visit.own.actor, until=until)
        except ScoringError as error:
            refused = error.diagnostics
    titles = {block: rows[0].result.scheme.block_title or block for block, rows in found.ranked.items()}
    return visit.page(
        "publication.html",
        found=found,
        titles=titles,
        decision=decision,
        until=until,
        refused=refused,
        may=may,
        already=bool(decision) and is_published(state, decision),
        rows=[
            (
                block,
                [
                    (row, _last_class(visit, row.result.agency.id), found.rows[row.result.agency.id]["digest"])
                    for row in rows
                ],
            )
            for block, rows in found.ranked.items()
        ],
        left_out=[one for one in state.agencies.values() if one.agency.id not in found.rows],
        asked=urlencode({"decision": decision, "until": str(until or "")}),
        publications=state.publications,
    )


def _last_class(visit: Visit, agency: str) -> str:
    """The class of the period before, as the ledger keeps it; empty where it knows none."""
    opened = visit.open.state.opened
    before = str(opened.period.previous)
    found = next((one for one in visit.open.state.history.get(agency, ()) if one.period == before), None)
    id = (found.class_id or found.outside_id or "") if found else ""
    return campaign_scheme(visit.open).scheme.class_titles.get(id, id)


@desk(Action.SEE_OVERVIEW)
@of_all_agencies
def block(visit: Visit, block: str) -> HttpResponse:
    """A block as its report draws it, with what would be published: ranking, distribution, heat map, last year."""
    decision, until = _asked(visit)
    found = _prepared(visit, decision, until)
    if block not in found.ranked:
        raise Http404

    def made() -> bytes:
        rows = [replace(row, result=row.result.from_ledger) for row in found.ranked[block]]
        return format_of(FormatId.HTML).block(BlockSource(block=block, rows=rows, lang=visit.lang))

    page = HttpResponse(visit.open.kept(("block page", block), (found.digest, visit.lang), made))
    # The report's own style stands in its page; nothing in it runs or leaves the frame.
    page.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox; frame-ancestors 'self'"
    )
    page.headers["X-Frame-Options"] = "SAMEORIGIN"
    page._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - how the library is told
    return page


def _signer(visit: Visit) -> Signer | None:
    """The key given for this act alone; it is read, used and forgotten."""
    file = visit.request.FILES.get("key")
    if file is None:
        return None
    password = visit.request.POST.get("password", "").encode() or b" "
    return signer_of(file.read(20_000), file.name or "–", lambda _: password)


@desk(Action.PUBLISH, "POST")
def publish(visit: Visit) -> HttpResponse:
    """Publish exactly what was shown."""
    session = visit.open
    decision, until = _asked(visit)
    back = f"{reverse('publication', args=[session.campaign])}?{urlencode({'decision': decision, 'until': str(until or '')})}"
    if is_published(session.state, decision):
        visit.tell("info", f"Đã công bố theo {decision} từ trước.", f"Published under {decision} before.")
        return HttpResponseRedirect(back)
    try:
        try_publication(session, decision, by=visit.own.actor, until=until)
        signer = _signer(visit)
        found: Prepared = prepare(session, decision, until=until)
        if found.digest != visit.request.POST.get("shown"):
            visit.tell(
                "warning",
                "Sổ cái hoặc số quyết định đã khác lúc bạn xem. Hãy xem lại rồi công bố.",
                "The ledger or the decision is not what you looked at. Look again, then publish.",
            )
            return HttpResponseRedirect(back)
        done = enter_publication(session, found, by=visit.own.actor, signer=(lambda: signer) if signer else None)
    except ScoringError as error:
        visit.refuse(error)
        return HttpResponseRedirect(back)
    signed = visit.word(f", ký bằng khóa {signer.key}", f", signed with the key {signer.key}") if signer else ""
    visit.tell(
        "success",
        f"Đã công bố theo {decision}: bản ghi số {done.seq}{signed}.",
        f"Published under {decision}: entry {done.seq}{signed}.",
    )
    return HttpResponseRedirect(reverse("campaign", args=[session.campaign]))


# ---------------------------------------------------------------- downloads


@desk(Action.SEE_OVERVIEW)
def papers(visit: Visit) -> Callable[[], FileResponse]:
    """Every paper of the campaign in one package: results as published last, else as they stand, and their reports."""
    session = visit.open
    files = published_results(session) or official_results(session)
    lines = b"".join(ledger_lines(session))
    return lambda: _package(visit, session.campaign, files, lines)


def _package(visit: Visit, campaign: str, files: Mapping[str, bytes], lines: bytes) -> FileResponse:
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        results, target = Path(name) / "ket-qua", Path(name) / "bao-cao"
        results.mkdir()
        for id, data in files.items():
            (results / f"{id}.json").write_bytes(data)
        if files:
            report(
                [results],
                ReportOptions(output=target, formats=_makeable(), lang=visit.lang),
                Conditions(store=desk_folder().ledger, scheme=desk_folder().scheme),
                observer=visit.heard,
            )
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for one in sorted(Path(name).rglob("*")):
                if one.is_file():
                    package.write(one, one.relative_to(name).as_posix())
            package.writestr("so-cai.jsonl", lines)
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=f"{campaign}.zip", content_type="application/zip")


def _makeable() -> tuple[FormatId, ...]:
    found = []
    for one in _PAPERS:
        try:
            require_formats([one])
        except ScoringError:
            continue
        found.append(one)
    return tuple(found)


@desk(Action.SEE_LEDGER)
def ledger_file(visit: Visit) -> HttpResponse:
    """The ledger as a file, one entry a line, as it is exported by command line."""
    return _download(b"".join(ledger_lines(visit.open)), f"{visit.open.campaign}.jsonl", "application/x-ndjson")


@desk(Action.SEE_DOSSIER)
def receipt(visit: Visit, format: str) -> HttpResponse:
    """The receipt of what an agency handed in."""
    return _paper(visit, format, receipt_file, "giay-tiep-nhan")


@desk(Action.SEE_DOSSIER)
def return_letter(visit: Visit, format: str) -> HttpResponse:
    """The letter with which a dossier was sent back."""
    return _paper(visit, format, return_letter_file, "tra-lai")


def _paper(visit: Visit, format: str, made: Callable[..., bytes], stem: str) -> HttpResponse:
    if format not in {"docx", "pdf"}:
        raise Http404
    data = made(visit.open, visit.agency, format, lang=visit.lang)
    return _download(data, f"{stem}-{visit.agency}.{format}", "application/octet-stream")


def _download(data: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
