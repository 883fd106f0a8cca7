"""Evidence of a draft: records, their files, and which criteria they are picked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scoring.app.campaign.personal import in_file
from scoring.web import drafts, uploads
from scoring.web.campaigns import desk as desk_folder
from scoring.web.fields import WrongValue, kept
from scoring.web.form import Form, anchor_of
from scoring.web.models import DraftFile
from scoring.web.page_pictures import page_count, page_picture
from scoring.web.personal import warnings_of
from scoring.web.roles import Action
from scoring.web.views.base import Visit, desk
from scoring.web.views.form import form_of, shown_values, takes
from scoring.workbook.layout import Row


def _here(visit: Visit) -> list[str]:
    return [visit.open.campaign, visit.agency or ""]


@desk(Action.SEE_DRAFT)
def listed(visit: Visit) -> HttpResponse:
    """All papers of the draft, each once, with what is to be said of them; new ones are added here."""
    form = form_of(visit)
    records = [(id, form.record_name(id), form.record(id), form.remarks[id]) for id in form.records]
    kinds = [(id, title, form.input(f"complete/{id}/listed", title)) for id, title in form.fields.kinds.items()]
    wanted = visit.request.GET.get("tieu-chi", "")
    return visit.page(
        "evidence.html",
        records=records,
        kinds=kinds,
        wanted=wanted if wanted in form.plan.by_criterion else "",
        criteria=[(row.id, row.title) for row in form.fields.rows if row.role == "criterion"],
        on_evidence=True,
        **shown_values(visit, form),
    )


@desk(Action.EDIT_DRAFT, "POST")
def add(visit: Visit) -> HttpResponse:
    """Begin records: one for each file uploaded, or one without a file."""
    form = form_of(visit)
    kind = visit.request.POST.get("kind", "")
    criterion = visit.request.POST.get("criterion", "")
    if kind not in form.fields.kinds:
        visit.tell("error", "Hãy chọn loại minh chứng.", "Choose the kind of evidence.")
        return HttpResponseRedirect(reverse("evidence", args=_here(visit)))
    files = visit.request.FILES.getlist("files")
    made = _begin(visit, form, kind, criterion, files)
    if not made or len(files) > 1:
        return HttpResponseRedirect(reverse("evidence", args=_here(visit)))
    return HttpResponseRedirect(reverse("record", args=[*_here(visit), made[0]]))


def _begin(visit: Visit, form: Form, kind: str, criterion: str, files: Sequence[UploadedFile[Any]]) -> list[str]:
    """Begin a record for each file that is taken, or one without a file; their ids."""
    papers = [_kept(visit, one) for one in files]
    made = []
    for found in papers if files else [None]:
        if files and found is None:
            continue
        values = {"kind": kind}
        if criterion in form.plan.by_criterion:
            values["criteria"] = criterion
        if found is not None:
            values |= {"file": found.sha256, "title": found.name.rpartition(".")[0] or found.name}
        made.append(drafts.new_record_id())
        drafts.fill(form.draft, {f"evidence/{made[-1]}/{name}": value for name, value in values.items()}, visit.user)
    return made


def _criterion(form: Form, id: str) -> Row:
    found = next((one for one in form.fields.rows if one.role == "criterion" and one.id == id), None)
    if found is None:
        raise Http404
    return found


def _picked(form: Form, record: str) -> list[str]:
    """The criteria a record is picked for."""
    return [x for one in form.record(record).get("criteria", "").split(";") if (x := one.strip())]


@desk(Action.SEE_DRAFT)
def picking(visit: Visit, criterion: str) -> HttpResponse:
    """Evidence to pick or add for one criterion; a part of its page, or a page where nothing runs."""
    form = form_of(visit)
    row = _criterion(form, criterion)
    leaf, kinds = form.plan.by_criterion[criterion], form.fields.kinds
    asked = list(dict.fromkeys((*leaf.required, *leaf.any_of)))
    return visit.page(
        "pick.html",
        whole=not visit.request.headers.get("HX-Request"),
        row=row,
        form_id=f"giay-{anchor_of(criterion)}",
        records=[(id, form.record_name(id), criterion in _picked(form, id)) for id in form.records],
        asked=[(id, kinds[id]) for id in asked],
        others=[(id, title) for id, title in kinds.items() if id not in asked],
        on_evidence=True,
        **shown_values(visit, form),
    )


@desk(Action.EDIT_DRAFT, "POST")
def pick(visit: Visit, criterion: str) -> HttpResponse:
    """Pick the ticked records for a criterion, and begin one for each file; what was not shown stays as it is."""
    form, post = form_of(visit), visit.request.POST
    row, ticked, values = _criterion(form, criterion), post.getlist("record"), dict[str, str]()
    for id in set(post.getlist("shown")) & set(form.records):
        picked = [one for one in _picked(form, id) if one != criterion] + [criterion] * (id in ticked)
        if (id in ticked) != (criterion in _picked(form, id)):
            values[f"evidence/{id}/criteria"] = "; ".join(one for one in form.plan.by_criterion if one in picked)
    drafts.fill(form.draft, values, visit.user)
    files, kind = visit.request.FILES.getlist("files"), post.get("kind", "")
    if (files or kind) and kind not in form.fields.kinds:
        visit.tell("error", "Hãy chọn loại minh chứng.", "Choose the kind of evidence.")
        return HttpResponseRedirect(reverse("evidence_picking", args=[*_here(visit), criterion]))
    made = _begin(visit, form, kind, criterion, files) if kind else []
    if made or values:
        visit.tell("success", "Đã ghi minh chứng của tiêu chí.", "Saved.")
    if len(made) == 1:
        return HttpResponseRedirect(reverse("record", args=[*_here(visit), made[0]]))
    return HttpResponseRedirect(form.row_spot(row).address)


def _kept(visit: Visit, file: UploadedFile[Any]) -> DraftFile | None:
    """The file, kept for the draft; None where it is not taken, which the reader is told."""
    mine = {"campaign": visit.open.campaign, "agency": visit.agency}
    if DraftFile.objects.filter(**mine).count() >= uploads.MOST_FILES:
        visit.tell(
            "error",
            f"Đã có {uploads.MOST_FILES} tệp; bỏ bớt tệp không dùng.",
            f"There are {uploads.MOST_FILES} files already; remove some.",
        )
        return None
    try:
        found = uploads.keep(file.name or "", file)
    except WrongValue as error:
        visit.tell("error", error.vi, error.en)
        return None
    known = DraftFile.objects.filter(**mine, sha256=found.sha256).first()
    path = desk_folder().files / found.stored
    with path.open("rb") as kept_stream:
        warnings = in_file(found.name, kept_stream)
    if warnings and "accept_file" not in visit.request.POST:
        path.unlink()
        for one in warnings:
            messages.warning(visit.request, one.sentence(visit.lang))
        visit.tell(
            "error",
            f"{found.name}: chưa lưu, vì trông như có dữ liệu cá nhân. Che đi rồi tải lại, hoặc đánh dấu “vẫn lưu”.",
            f"{found.name}: not kept, as it looks like it holds personal data. Cover it, or tick “keep all the same”.",
        )
        return None
    if known is not None:
        path.unlink()
        visit.tell(
            "warning",
            f"Tệp này đã có trong hồ sơ với tên {known.name}; một văn bản dùng cho nhiều tiêu chí thì chọn thêm tiêu chí, không tải lại.",
            f"This file is in the dossier already, as {known.name}; pick more criteria for it instead of uploading it again.",
        )
        return known
    with transaction.atomic():
        return DraftFile.objects.create(
            **mine, name=found.name, stored=found.stored, sha256=found.sha256, size=found.size,
            media_type=found.media_type, uploaded_by=visit.user,
        )  # fmt: skip


@desk(Action.SEE_DRAFT)
def record(visit: Visit, record: str) -> HttpResponse:
    """One paper: its fields, its file, the criteria it is picked for."""
    form = form_of(visit)
    if record not in form.records:
        raise Http404
    return _record_page(visit, form, record)


def _record_page(visit: Visit, form: Form, record: str, status: int = 200) -> HttpResponse:
    values = form.record(record)
    picked = _picked(form, record)
    return visit.page(
        "record.html",
        record=record,
        name=form.record_name(record),
        inputs=form.record_inputs(record),
        file=form.draft.files.get(values.get("file", "")),
        shown_types=uploads.SHOWN,
        criteria=[(row.id, row.title, row.id in picked) for row in form.fields.rows if row.role == "criterion"],
        picked=form.input(f"evidence/{record}/criteria", ""),
        remarks=form.remarks[record],
        on_evidence=True,
        status=status,
        **shown_values(visit, form),
    )


@desk(Action.EDIT_DRAFT, "POST")
def save_record(visit: Visit, record: str) -> HttpResponse:
    """What belongs to a paper and is no plain field: criteria, a file, whether it is there at all."""
    form = form_of(visit)
    if record not in form.records:
        raise Http404
    start, post = f"evidence/{record}/", visit.request.POST
    if "remove" in post:
        drafts.fill(form.draft, {f"{start}deleted": "có"}, visit.user)
        visit.tell("success", f"Đã bỏ “{form.record_name(record)}”.", f"Removed “{form.record_name(record)}”.")
        return HttpResponseRedirect(reverse("evidence", args=_here(visit)))
    values, unsure = dict[str, str](), dict[str, str]()
    for path in post.getlist("path"):
        kind = takes(form, path)
        if kind is not None and path.startswith(start):
            typed = post.get(f"value:{path}", "")
            try:
                values[path] = kept(kind, typed)
            except WrongValue:
                values[path] = typed.strip()
            new = path not in post.getlist("accept") and values[path] != form.values.get(path, "")
            if new and warnings_of(values[path], visit.lang):
                unsure[path] = values.pop(path)
    picked = [one for one in post.getlist("criteria") if one in form.plan.by_criterion]
    values[f"{start}criteria"] = "; ".join(picked)
    for one in visit.request.FILES.getlist("file"):
        found = _kept(visit, one)
        if found is not None:
            # The name under which an earlier file came goes with it.
            values |= {f"{start}file": found.sha256, f"{start}path": "", f"{start}sha256": ""}
    drafts.fill(form.draft, values, visit.user)
    if unsure:
        form = form_of(visit)
        form.typed = unsure
        return _record_page(visit, form, record, 409)
    visit.tell("success", "Đã lưu.", "Saved.")
    return HttpResponseRedirect(reverse("record", args=[*_here(visit), record]))


@desk(Action.SEE_DRAFT)
def file(visit: Visit, file: int) -> FileResponse:
    """A file of the draft: pictures and PDF for a frame that runs nothing, others as a download."""
    found = DraftFile.objects.filter(campaign=visit.open.campaign, agency=visit.agency, pk=file).first()
    if found is None:
        raise Http404
    return served((desk_folder().files / found.stored).open("rb"), found.name, found.media_type)


def _draft_file(visit: Visit, file: int) -> DraftFile:
    found = DraftFile.objects.filter(campaign=visit.open.campaign, agency=visit.agency, pk=file).first()
    if found is None or found.media_type not in uploads.SHOWN:
        raise Http404
    return found


@desk(Action.SEE_DRAFT)
def look(visit: Visit, file: int) -> HttpResponse:
    """A picture, or the pages of a PDF as pictures, for a frame that runs nothing."""
    found = _draft_file(visit, file)
    here = [*_here(visit), file]
    if found.media_type == "application/pdf":
        count = page_count((desk_folder().files / found.stored).read_bytes())
        pictures = [reverse("draft_file_page", args=[*here, number]) for number in range(1, count + 1)]
    else:
        pictures = [reverse("draft_file", args=here)]
    answer = visit.page("look.html", pictures=pictures, file=found, whole=reverse("draft_file", args=here))
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; img-src 'self'; style-src 'self'; frame-ancestors 'self'; sandbox allow-same-origin"
    )
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - how the library is told
    return answer


@desk(Action.SEE_DRAFT)
def picture(visit: Visit, file: int, number: int) -> Callable[[], HttpResponse]:
    """A page of a PDF as a picture; nobody else waits while it is drawn."""
    found = _draft_file(visit, file)
    return lambda: _picture(found, number)


def _picture(found: DraftFile, number: int) -> HttpResponse:
    raw = page_picture((desk_folder().files / found.stored).read_bytes(), number)
    if raw is None:
        raise Http404
    return HttpResponse(raw, content_type="image/png")


def served(stream: BinaryIO, name: str, media_type: str) -> FileResponse:
    """A file as the browser gets it: nothing in it runs, whatever it holds."""
    inline = media_type in uploads.SHOWN
    response = FileResponse(stream, as_attachment=not inline, filename=name, content_type=media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'self'"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - how the library is told
    return response
