"""Publication: the preview of exactly what is published, the act, signed where a key is given, and papers to take along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from msgspec.structs import replace

from scoring.app.campaign.evaluation import campaign_scheme
from scoring.app.campaign.publication import Prepared, enter_publication, is_published, prepare, try_publication
from scoring.app.campaign.submission_papers import receipt_file, return_letter_file
from scoring.app.conditions import Conditions
from scoring.app.ledger import ledger_lines
from scoring.app.summaries import Earlier, before_period, earlier
from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError
from scoring.numbers import from_exact, show
from scoring.reports.formats import format_of
from scoring.reports.interface import BlockSource, FormatId
from scoring.signing import Signer, signer_of
from scoring.web.campaigns import desk as desk_folder
from scoring.web.earlier import folders
from scoring.web.models import Package
from scoring.web.packages import KEPT_DAYS, ask
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk, of_all_agencies


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
    classes, last = campaign_scheme(session).scheme.class_titles, _last_classes(visit)
    totals = _last_totals(visit)
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
                    (row, classes.get(was := last.get(id, ""), was) + totals.get(id, ""), found.rows[id]["digest"])
                    for row in rows
                    for id in (row.result.agency.id,)
                ],
            )
            for block, rows in found.ranked.items()
        ],
        has_before=bool(last),
        left_out=[one for one in state.agencies.values() if one.agency.id not in found.rows],
        asked=urlencode({"decision": decision, "until": str(until or "")}),
        publications=state.publications,
    )


def _last_classes(visit: Visit) -> dict[str, str]:
    """By agency: the class of the period before, where the ledger keeps one."""
    before = str(visit.open.state.opened.period.previous)
    return {
        agency: one.class_id or one.outside_id or ""
        for agency, results in visit.open.state.history.items()
        for one in results
        if one.period == before
    }


def _last_totals(visit: Visit) -> dict[str, str]:
    """By agency: the total of the period before in brackets, where its result is at hand."""
    before = str(visit.open.state.opened.period.previous)
    return {
        agency: f" ({show(from_exact(one.total.certain), visit.lang)})"
        for agency, results in _earlier(visit).items()
        for one in results
        if one.period == before
    }


@desk(Action.SEE_OVERVIEW)
@of_all_agencies
def block(visit: Visit, block: str) -> HttpResponse:
    """A block as its report draws it, with what would be published: ranking, distribution, heat map, last year."""
    decision, until = _asked(visit)
    found = _prepared(visit, decision, until)
    if block not in found.ranked:
        raise Http404

    def made() -> bytes:
        rows = [replace(row, held=row.result.from_ledger) for row in found.ranked[block]]
        before = before_period(_earlier(visit), rows)
        source = BlockSource(block=block, rows=rows, lang=visit.lang, earlier=before, linked=False)
        return b"".join(format_of(FormatId.HTML).block(source))

    page = HttpResponse(visit.open.kept(("block page", block), (found.digest, visit.lang), made))
    # The report's own style stands in its page; nothing in it runs or leaves the frame.
    page.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox; frame-ancestors 'self'"
    )
    page.headers["X-Frame-Options"] = "SAMEORIGIN"
    page._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - how the library is told
    return page


def _earlier(visit: Visit) -> Earlier:
    """The earlier results the ledger knows of, where they are at hand: read once, as they never change."""
    places = folders(visit.open.state)
    return visit.open.kept(("earlier", ""), places, lambda: earlier(Conditions(history=places)))


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
                "Sổ cái hoặc số quyết định đã khác lúc xem. Xem lại rồi công bố.",
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
def papers(visit: Visit) -> HttpResponse:
    """All papers as one download: how far it is, or the file, with the entry up to which it tells."""
    found = Package.objects.filter(campaign=visit.open.campaign, lang=visit.lang).first()
    making = found is not None and found.made_at is None and not found.problem
    page = visit.page("papers.html", found=found, making=making, kept=KEPT_DAYS)
    if making:
        page.headers["Refresh"] = "3"
    return page


@desk(Action.SEE_OVERVIEW, "POST")
def make_papers(visit: Visit) -> HttpResponse:
    """Have the papers made as the ledger stands; while they are being made, nothing more."""
    ask(visit.open.campaign, visit.lang)
    return HttpResponseRedirect(reverse("papers", args=[visit.open.campaign]))


@desk(Action.SEE_OVERVIEW)
def papers_file(visit: Visit, digest: str) -> FileResponse:
    """The package of the ledger up to the entry of this hash: results as published last, else as they stood, and reports."""
    id = visit.open.campaign
    found = Package.objects.filter(campaign=id, lang=visit.lang, head=digest, made_at__isnull=False).first()
    try:
        stream = (desk_folder().packages / found.stored).open("rb") if found is not None else None
    except FileNotFoundError:
        stream = None
    if found is None or stream is None:
        raise Http404
    name = f"{id}-{found.seq}.zip"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")


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
