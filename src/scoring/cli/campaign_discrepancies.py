"""`scoring campaign discrepancies`: gaps between claimed and final points, split by cause."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.cli.desk import Desk, foot, reading
from scoring.cli.terminal.agreeing import AGREEMENT, caveat, figure, tell_missing, why
from scoring.cli.terminal.console import put, refuse_terminal, settings, t, table, to_screen, width
from scoring.cli.terminal.options import OUTPUT, PATH, SCHEME, command, fmt, option
from scoring.numbers import from_exact, show
from scoring.reports.formats import format_of, require_formats
from scoring.reports.interface import DiscrepancySource, FormatId
from scoring.reports.official_files import check_folder
from scoring.result.write import result_of, to_data
from scoring.review.acts.data import refuse
from scoring.text import wrap

if TYPE_CHECKING:
    from scoring.reports.discrepancies import Discrepancies


@command(
    "discrepancies",
    "Chênh lệch giữa điểm tự chấm và điểm chính thức, mỗi phần theo nguyên nhân: từng tiêu chí, cơ quan, khối; "
    "hai người chấm cùng tiêu chí giống nhau bao nhiêu (--agreement thêm kappa có trọng số).",
    "The gaps between claimed and final points, each part by its cause: per criterion, agency and block; "
    "and how often two appraisers of the same criteria agree (--agreement adds the weighted kappa).",
)
@reading
@option("--agency", vi="Chỉ cơ quan này.", en="Only this agency.")
@option(
    "--all",
    "all_",
    is_flag=True,
    vi="Cả những tiêu chí không chênh lệch.",
    en="Criteria without a gap too.",
)
@option("--accepted", is_flag=True,
        vi="Thêm điểm tính lại từ những minh chứng, số liệu được chấp nhận (cần bộ tiêu chí).",
        en="Also what the engine computes from accepted evidence and numbers (needs the scheme).")  # fmt: skip
@AGREEMENT
@SCHEME
@fmt(
    "table",
    FormatId.JSON,
    FormatId.HTML,
    FormatId.MARKDOWN,
    FormatId.CSV,
    FormatId.XLSX,
    FormatId.DOCX,
    FormatId.PDF,
)
@option("--templates", type=PATH, metavar="FOLDER", vi="Thư mục mẫu riêng cho docx, pdf.",
        en="Folder of your own templates for docx and pdf.")  # fmt: skip
@OUTPUT
def command_(
    store: str, campaign: str | None, as_of: str | None, agency: str | None, all_: bool, accepted: bool,
    agreement: bool, scheme: Path | None, format_: tuple[str, ...], templates: Path | None, output: Path | None,
) -> int:  # fmt: skip
    """Discrepancies."""
    from scoring.app.stored import unknown
    from scoring.review.discrepancy import report

    if format_[0] != "table":
        require_formats(format_)
        if templates is not None:
            check_folder(templates)
        if to_screen(output):
            refuse_terminal(format_[0])
    with Desk(store, campaign, as_of) as desk:
        if agency is not None and agency not in desk.state.agencies:
            raise unknown(agency, list(desk.state.agencies))
        found = report(desk.state, kappa=agreement)
        if accepted:
            _add_accepted(desk, scheme, found, agency)
        if agreement:
            tell_missing([one["kappa"] for one in found["agreement"]])
        if agency is not None:
            for key in ("criteria", "agencies"):
                found[key] = [one for one in found[key] if one["agency"] == agency]
            found["not_submitted"] = [one for one in found["not_submitted"] if one["id"] == agency]
        if format_[0] == "table":
            banner = f"{found['banner']}\n" if found["banner"] else ""
            data = f"{banner}{_text(found, all_)}{foot(desk.state)}\n".encode()
        else:
            format = format_of(format_[0])
            result = _any_result(desk, scheme) if format.is_paper else {}
            report_ = _in_words(found, whole=all_)
            data = format.discrepancies(
                DiscrepancySource(report=report_, result=result, templates=templates)
            )
    put(output, data)
    return 0


def _any_result(desk: Desk, scheme: Path | None) -> dict[str, Any]:
    """A result of the campaign, which says what a paper's head needs: who appraises, under which decision.

    Raises:
        Refused: nobody has handed in yet.
    """
    from scoring.cli.appraised import results, scheme_of

    found = next(results(desk, scheme_of(desk, scheme)), None)
    if found is None:
        raise refuse("SC943", why="chưa cơ quan nào có hồ sơ", why_en="no agency has handed in")
    return found[1]


def _in_words(found: dict[str, Any], *, whole: bool) -> Discrepancies:
    """The report in the reader's language."""
    from scoring.reports.discrepancies import Discrepancies

    return Discrepancies(found, settings.lang, whole=whole, **_kappa(found["agreement"]))


def _kappa(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of every two appraisers in words, where they were asked for."""
    if not pairs or "kappa" not in pairs[0]:
        return {}
    texts = []
    for one in pairs:
        linear, square = figure(one["kappa"]["linear"]), figure(one["kappa"]["quadratic"])
        told = t(
            f"κ tuyến tính {linear}; bình phương {square}", f"κ linear {linear}; quadratic {square}"
        )
        texts.append(why(one["kappa"]) or told)
    return {"kappa": texts, "caveat": caveat().rstrip()}


def _add_accepted(desk: Desk, scheme: Path | None, found: dict[str, Any], only: str | None) -> None:
    from scoring.cli.appraised import all_assessed, scheme_of

    loaded = scheme_of(desk, scheme)
    rows: dict[tuple[str, str], dict[str, Any]] = {
        (one["agency"], one["criterion"]): one for one in found["criteria"]
    }
    for one, computed, _ in all_assessed(desk, loaded, only):
        id = one.agency.id
        for row in to_data(result_of(computed))["criteria"]:
            if (id, row["id"]) in rows:
                sure = row["certain"] == row["attainable"]
                rows[id, row["id"]]["accepted"] = row["certain"] if sure else None


def points(text: str | None, *, signed: bool = False) -> str:
    """Points for the reader; a word where there are none."""
    if text is None:
        return t("chưa có", "none yet")
    value = from_exact(text)
    return ("+" if signed and value > 0 else "") + show(value, settings.lang)


def _or_awaits(row: dict[str, Any], key: str) -> str:
    """Points; where they depend on the rest of the block, that they wait for it."""
    if row[key] is None and row["awaits_block"]:
        return t("chờ cả khối", "awaits the block")
    return points(row[key])


def _causes(causes: dict[str, str]) -> str:
    from scoring.review.table import CAUSES

    side = 0 if settings.lang == "vi" else 1
    words = {**CAUSES, "computed": ("chấm theo hồ sơ", "computed from the dossier")}
    return "; ".join(
        f"{words[id][side]} {points(value, signed=True)}" for id, value in causes.items()
    )


def _agreement(pairs: list[dict[str, Any]]) -> str:
    """Who appraised the same criteria, how often alike; the figures where they were asked for."""
    head = [t("Hai người chấm", "Appraisers"), t("Giai đoạn", "Stage"), t("Cùng chấm", "Both"), t("Bằng", "Equal")]  # fmt: skip
    rows = [
        [f"{one['first']}, {one['second']}", one["stage"], str(one["criteria"]), str(one["equal"])]
        for one in pairs
    ]
    if "kappa" not in pairs[0]:
        return table([head, *rows], frozenset((2, 3)))
    head += [t("κ tuyến tính", "κ linear"), t("κ bình phương", "κ quadratic")]
    for row, one in zip(rows, pairs, strict=True):
        kappa = one["kappa"]
        row += [figure(kappa["linear"]), figure(kappa["quadratic"])]
    notes = [f"{one['first']}, {one['second']}, {one['stage']}: {why(one['kappa'])}\n" for one in pairs if one["kappa"]["undefined"]]  # fmt: skip
    lines = wrap(caveat().rstrip(), width())
    return "".join(
        (table([head, *rows], frozenset((2, 3, 4, 5))), *notes, *(f"{line}\n" for line in lines))
    )


def _text(found: dict[str, Any], all_: bool) -> str:
    parts = []
    head = [t("Cơ quan", "Agency"), t("Tiêu chí", "Criterion"), t("Tự chấm", "Claimed"), t("Theo hồ sơ", "Computed"),
            t("Chính thức", "Final"), t("Chênh", "Gap"), t("Nguyên nhân", "Causes")]  # fmt: skip
    listed = [one for one in found["criteria"] if all_ or one["gap"] != "0" or one["causes"]]
    rows = [
        [one["agency"], one["criterion"], points(one["claimed"]), _or_awaits(one, "computed"), _or_awaits(one, "final"),
         points(one["gap"], signed=True), _causes(one["causes"])]
        for one in listed
    ]  # fmt: skip
    if any("accepted" in one for one in listed):
        head.insert(4, t("Được nhận", "Accepted"))
        for row, one in zip(rows, listed, strict=True):
            row.insert(4, points(one.get("accepted")))
    if rows:
        parts.append(table([head, *rows], frozenset(range(2, len(head) - 1))))
    else:
        parts.append(t("Không có chênh lệch nào.\n", "There is no gap.\n"))
    for key, name, vi, en in (
        ("agencies", "agency", "Cơ quan", "Agency"),
        ("blocks", "block", "Khối", "Block"),
        ("by_criterion", "criterion", "Tiêu chí", "Criterion"),
    ):
        rows = [
            [
                t(vi, en),
                t("Số tiêu chí đổi", "Changed"),
                t("Chênh", "Gap"),
                t("Nguyên nhân", "Causes"),
            ]
        ]
        rows += [
            [one[name], f"{one['changed']}/{one['criteria']}", points(one["gap"], signed=True), _causes(one["causes"])]
            for one in found[key] if all_ or key == "blocks" or one["changed"] or one["causes"]
        ]  # fmt: skip
        if len(rows) > 1:
            parts.append("\n" + table(rows, frozenset((1, 2))))
    if found["agreement"]:
        parts.append("\n" + _agreement(found["agreement"]))
    return "".join(parts) + "\n"


__all__ = ["command_", "points"]
