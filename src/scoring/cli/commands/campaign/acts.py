"""`scoring campaign` …: the acts of agencies and the secretary, from opening a campaign to an appeal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.app.campaign import acts
from scoring.cli.terminal.campaign import (
    BY,
    CAMPAIGN,
    FACT,
    SOURCES,
    STORE,
    WRITING,
    Opener,
    acting,
    attaching,
    called,
    confirm,
    giving_reason,
    ledger_line,
    with_session,
)
from scoring.cli.terminal.console import Terminal, settings, show_problems, t, talk
from scoring.cli.terminal.options import DATE, PATH, SCHEME, Paths, argument, command, option, together
from scoring.cli.terminal.password import signer_of
from scoring.diagnostics import Diagnostic, summary
from scoring.errors import usage_problem
from scoring.values import shown_day

if TYPE_CHECKING:
    from scoring.app.campaign.session import Session

_ABOUT_CRITERION = together(
    argument("criterion", "Mã tiêu chí.", "The criterion's id.", required=False), FACT, giving_reason, attaching
)


def about_one(criterion: str | None, fact: int | None) -> str:
    """What a statement is about, in words: a criterion or a fact, and not both."""
    if (criterion is None) == (fact is None):
        raise usage_problem("cần TIÊU_CHÍ hoặc --fact", "give CRITERION or --fact")
    return criterion or t(f"sự việc ở bản ghi {fact}", f"the fact of entry {fact}")


@command("init",
         "Mở đợt: đọc tệp đợt, lấy các tiêu chí của bộ tiêu chí làm khung, ghi bản ghi đầu tiên. Tạo kho nếu chưa có.",
         "Open a campaign: read its file, take the criteria from the scheme, write the first entry. Makes the store if there is none.")  # fmt: skip
@argument("file", "Tệp đợt (campaign.yaml).", "The campaign's file (campaign.yaml).", type=PATH)
@SCHEME
@STORE
@BY
@WRITING
def init_(file: Path, key: Path | None, **asked: Any) -> None:
    from scoring.app.campaign.opening import open_campaign

    place = asked.pop("store")
    opened = open_campaign(place, file, **asked, signer=signer_of(key), observer=Terminal(notes=True))
    campaign, earlier = opened.campaign, opened.earlier
    count = len(campaign.agencies)
    talk(t(f"Đã mở đợt “{campaign.title}”: {count} cơ quan, {len(campaign.stages)} giai đoạn",
           f"Opened “{campaign.title}”: {count} agencies, {len(campaign.stages)} stages"))  # fmt: skip
    if earlier.files:
        known = len(earlier.results)
        talk(t(f"Kết quả các năm trước: {len(earlier.files)} tệp, của {known}/{count} cơ quan; đã ghi vào sổ cái",
               f"Earlier results: {len(earlier.files)} files, of {known} of {count} agencies; kept in the ledger"))  # fmt: skip
    if opened.overdue:
        stages = ", ".join(f"{one.title} ({shown_day(one.deadline, settings.lang)})" for one in opened.overdue)
        show_problems([Diagnostic("SC862", None, {"stages": stages})])
    talk(ledger_line(opened.state))


@command("submit",
         "Nộp hồ sơ của một cơ quan: kiểm tra, chấm bằng bộ tiêu chí, giữ hồ sơ và tệp đính kèm, ghi vào sổ cái. Có lỗi thì không nộp gì.",
         "Hand in an agency's dossier: it is checked and evaluated, kept with its attachments, and entered. With an error nothing is handed in.")  # fmt: skip
@argument("dossier", "Hồ sơ: tệp hoặc thư mục.", "The dossier: a file or folder.", type=PATH)
@SOURCES
@STORE
@CAMPAIGN
@option("--by", vi="Mã cơ quan nộp (mặc định: cơ quan ghi trong hồ sơ).", en="The agency (default: the dossier's).")
@WRITING
@with_session
def submit_(dossier: Path, open_session: Opener, by: str | None, at: str | None) -> None:
    from scoring.app.campaign.submission import submit
    from scoring.app.files import refuse_missing
    from scoring.evidence.load import load_dossier

    refuse_missing([dossier])
    loaded = load_dossier(dossier)
    with open_session(observer=Terminal()) as session:
        found = submit(session, loaded, by=by, at=at)
        if found.awaiting:
            waiting = ", ".join(found.awaiting)
            talk(t(f"Chờ cả khối nộp mới có điểm (so với đơn vị dẫn đầu): {waiting}; tính khi công bố, lúc này không phải 0 điểm.",
                   f"Points await the whole block (relative to its best): {waiting}; computed at publication, not 0 points now."))  # fmt: skip
        problems = f"; {summary(found.problems, settings.lang)}" if found.problems else ""
        name = called(session, found.agency)
        confirm(session, f"{name}: đã nộp hồ sơ {found.file}, {found.attachments} tệp đính kèm{problems}",
                f"{name}: handed in {found.file}, {found.attachments} attachments{problems}")  # fmt: skip
        _paper_hint("receipt", found.agency, "Phiếu tiếp nhận", "Receipt", "phieu-tiep-nhan")


@command("withdraw", "Cơ quan rút hồ sơ đã nộp, khi còn hạn; nộp lại được đến hết hạn.",
         "An agency withdraws its dossier before the deadline; it may hand in again until then.")  # fmt: skip
@giving_reason
def withdraw_(open_session: Opener, by: str, at: str | None, reason: str | None) -> None:
    with open_session() as session:
        acts.withdraw(session, by=by, reason=reason, at=at)
        confirm(session, f"{called(session, by)}: đã rút hồ sơ", f"{called(session, by)}: withdrawn")


@command("return",
         "Trả lại hồ sơ để hoàn thiện: phải có lý do và hạn nộp lại (hết ngày đó). Hồ sơ đang bị trả lại thì đặt lại được hạn, khi hạn cũ chưa qua.",
         "Send a dossier back to be completed: a reason and a new deadline (that whole day) are needed. For a dossier that is returned already, another deadline is set while the earlier one has not passed.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@giving_reason
@option("--until", type=DATE, required=True, vi="Hạn nộp lại.", en="The new deadline.")
def return_(agency: str, open_session: Opener, by: str, at: str | None, reason: str | None, until: date) -> None:
    with open_session() as session:
        acts.return_dossier(session, agency, until=until, by=by, reason=reason, at=at)
        name, last = called(session, agency), shown_day(until, settings.lang)
        confirm(session, f"{name}: đã trả lại hồ sơ, nộp lại đến hết ngày {last}",
                  f"{name}: returned, to be handed in again until {last}")  # fmt: skip
        _letter_hint(session, agency)


def _letter_hint(session: Session, agency: str) -> None:
    """Say by which command the letter is made, where the dossier is with its agency again."""
    if session.state.agencies[agency].status == "returned":
        _paper_hint("return-letter", agency, "Công văn trả lại", "Letter", "tra-lai")


def _paper_hint(name: str, agency: str, vi: str, en: str, file: str) -> None:
    """Say by which command the paper about an act is made."""
    talk(f"{t(vi, en)}: scoring campaign {name} {agency} --output {file}-{agency}.docx")


@command("explain", "Cơ quan giải trình một tiêu chí, hay một sự việc cơ quan thẩm định ghi nhận (--fact), sau vòng thẩm định, kèm được tệp bổ sung.",
         "The agency explains a criterion, or a fact the appraising body established (--fact), after the first round, with further files if it likes.")  # fmt: skip
@_ABOUT_CRITERION
def explain_(
    criterion: str | None, fact: int | None, open_session: Opener, by: str, attach: Paths, **asked: Any
) -> None:
    about = about_one(criterion, fact)
    with open_session() as session:
        acts.explain(session, criterion, fact=fact, by=by, attachments=attach, **asked)
        confirm(session, f"{called(session, by)}: đã giải trình {about}", f"{called(session, by)}: {about} explained")


@command("undo", "Hủy một bản ghi chấm, sự việc hoặc giải trình của giai đoạn đang mở; cả hai bản ghi đều còn trong sổ. Hủy sự việc thì mọi thứ được tính lại.",
         "Undo an appraisal, fact or explanation of the open stage; both entries stay in the ledger. Without a fact all is computed again.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("entry", "Số bản ghi (xem history).", "The entry's number (see history).", type=int)
@giving_reason
@SOURCES
def undo_(agency: str, entry: int, open_session: Opener, by: str, at: str | None, reason: str | None) -> None:
    with open_session() as session:
        acts.undo(session, agency, entry, by=by, reason=reason, at=at)
        name = called(session, agency)
        confirm(session, f"{name}: đã hủy bản ghi {entry}", f"{name}: entry {entry} undone")


@command("lock",
         "Chốt một giai đoạn: sau hạn, hoặc khi mọi việc của giai đoạn đã xong. Ai chưa nộp thì thành “không nộp đúng hạn”, không bao giờ thành 0 điểm.",
         "Lock a stage: after its deadline, or when all its work is done. Who has not submitted has missed the deadline, which is never 0 points.")  # fmt: skip
@argument("stage", "Mã giai đoạn.", "The stage's id.")
@acting
@option("--until", type=DATE,
        vi="Hạn riêng ở giai đoạn sau (hết ngày đó) cho các cơ quan chuyển sang khi hạn chung ở đó đã qua.",
        en="A deadline of their own (that whole day) for agencies that come to the next stage after everybody's deadline there.")  # fmt: skip
def lock_(stage: str, open_session: Opener, by: str, at: str | None, until: date | None) -> None:
    with open_session() as session:
        found = acts.lock(session, stage, by=by, until=until, at=at)
        opened = session.state.opened
        confirm(session, found.told(opened, "vi"), found.told(opened, "en"))
        show_problems(found.warning(opened))


@command("reopen",
         "Mở lại một giai đoạn cho một cơ quan: có lý do, hạn riêng và người thứ hai với vai trò khác; có hiệu lực khi người ấy xác nhận (campaign confirm), hoặc ngay nếu có khóa của người ấy (--second-key). Giai đoạn đang ở cũng mở lại được, khi đã hết hạn hoặc để đặt lại hạn riêng ghi nhầm.",
         "Re-open a stage for one agency: a reason, a deadline of its own, and a second person in another role. It holds once they confirm it (campaign confirm), or at once with their key (--second-key). The stage it is in can be re-opened too, when its time has run out or to correct a deadline of its own.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("stage", "Mã giai đoạn mở lại.", "The stage's id.")
@giving_reason
@option("--until", type=DATE, required=True, vi="Hạn riêng của cơ quan (hết ngày đó).",
        en="The agency's own deadline (that whole day).")  # fmt: skip
@option("--second", required=True, vi="Mã người thứ hai xác nhận.", en="The second person, by id.")
@option("--second-key", type=PATH, vi="Khóa riêng của người thứ hai, người ấy tự đưa vào: xác nhận ngay.",
        en="The second person's private key, given by themselves: it is confirmed at once.")  # fmt: skip
def reopen_(
    agency: str, stage: str, open_session: Opener, until: date, second: str, second_key: Path | None, **asked: Any
) -> None:
    with open_session() as session:
        asked |= {"until": until, "second": second, "second_signer": signer_of(second_key)}
        first, *confirmed = acts.reopen(session, agency, stage, **asked)
        last = shown_day(until, settings.lang)
        name, title, other = (called(session, id) for id in (agency, stage, second))
        if confirmed:
            confirm(session, f"{name}: đã mở lại “{title}” đến hết ngày {last}",
                    f"{name}: “{title}” re-opened until {last}")  # fmt: skip
            _letter_hint(session, agency)
            return
        call = f"`scoring campaign confirm {agency} {first.seq} --by {second}`"
        confirm(session, f"{name}: đã đề nghị mở lại “{title}” đến hết ngày {last} (bản ghi {first.seq}); có hiệu lực khi {other} xác nhận: {call}",
                f"{name}: “{title}” to be re-opened until {last} (entry {first.seq}); it holds once {other} confirms: {call}")  # fmt: skip


@command("confirm", "Người thứ hai xác nhận việc mở lại mà một bản ghi đề nghị; từ lúc đó mới có hiệu lực.",
         "The second person confirms the re-opening an entry asks for; it holds from then on.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("entry", "Số bản ghi đề nghị mở lại.", "The number of the entry that asks for it.", type=int)
@acting
def confirm_(agency: str, entry: int, open_session: Opener, by: str, at: str | None) -> None:
    with open_session() as session:
        acts.confirm(session, agency, entry, by=by, at=at)
        name = called(session, agency)
        confirm(session, f"{name}: đã mở lại theo bản ghi {entry}", f"{name}: re-opened as entry {entry} asks")
        _letter_hint(session, agency)


@command("erase",
         "Xóa nội dung một tệp khỏi kho (dữ liệu cá nhân nộp nhầm): mã băm ở lại trong sổ cái nên chuỗi vẫn nguyên, việc xóa và lý do thành một bản ghi. Bản sao lưu, gói đã gửi phải xóa riêng.",
         "Erase a file's content from the store (personal data handed in by mistake): its digest stays in the ledger, so that the chain is whole; the erasure and its reason become an entry. Backups and bundles sent are to be erased by themselves.")  # fmt: skip
@argument(
    "entry", "Số bản ghi mang tệp (xem history).", "The number of the entry with the file (see history).", type=int
)
@argument("name", "Tên tệp kèm theo, tên tệp hồ sơ, hoặc mã cơ quan của một kết quả đã công bố.",
          "The name of the attachment or dossier, or the agency's id for a published result.")  # fmt: skip
@giving_reason
def erase_(entry: int, name: str, open_session: Opener, **asked: Any) -> None:
    from scoring.app.campaign.erasing import erase

    with open_session() as session:
        found = erase(session, entry, name, **asked)
        confirm(session, f"đã xóa nội dung tệp của bản ghi {entry} (bản ghi {found.seq}); xóa cả ở bản sao lưu, gói đã gửi",
                f"the content of the file of entry {entry} is erased (entry {found.seq}); erase backups and bundles sent, too")  # fmt: skip


@command("appeal", "Cơ quan kiến nghị về điểm một tiêu chí đã công bố, hay về một sự việc cơ quan thẩm định ghi nhận (--fact).",
         "The agency appeals against the published points of a criterion, or against a fact the appraising body established (--fact).")  # fmt: skip
@_ABOUT_CRITERION
def appeal_(
    criterion: str | None, fact: int | None, open_session: Opener, by: str, attach: Paths, **asked: Any
) -> None:
    about = about_one(criterion, fact)
    with open_session() as session:
        acts.explain(session, criterion, fact=fact, appeal=True, by=by, attachments=attach, **asked)
        confirm(
            session,
            f"{called(session, by)}: đã ghi kiến nghị về {about}",
            f"{called(session, by)}: appeal on {about} entered",
        )
