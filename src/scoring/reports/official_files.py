"""Where the templates of official documents are: the shipped ones, or those of a folder."""

from __future__ import annotations

from pathlib import Path

from scoring.diagnostics import Diagnostic, Place, did_you_mean
from scoring.errors import CannotRead, InvalidInput, NothingMatched, system_words
from scoring.reports.interface import DocumentId

SHIPPED = Path(__file__).parent / "templates" / "official"
SELF_ASSESSMENT, EXPLANATION, BLOCK = "bao-cao-tu-cham", "phieu-giai-thich", "bang-tong-hop"
APPRAISAL, DISCREPANCIES, PERIODIC = "bao-cao-tham-dinh", "bao-cao-chenh-lech", "bao-cao-dinh-ky"
TASKS, ONE_PAGE = "bang-nhiem-vu", "phieu-tom-tat"
MINUTES, LIST = "bien-ban-hop", "danh-sach-cong-bo"
RECEIPT, RETURN_LETTER = "phieu-tiep-nhan", "cong-van-tra-lai"
STEMS = (
    SELF_ASSESSMENT, APPRAISAL, MINUTES, EXPLANATION, BLOCK, LIST, DISCREPANCIES, PERIODIC, ONE_PAGE, TASKS, RECEIPT,
    RETURN_LETTER,
)  # fmt: skip
REMINDER = "cong-van-nhac"
WORD_STEMS = (*STEMS, REMINDER)
"""Papers made in Word; the letter is made in it alone."""
AGENCY_STEMS = {
    DocumentId.SELF_ASSESSMENT: SELF_ASSESSMENT,
    DocumentId.APPRAISAL: APPRAISAL,
    DocumentId.MINUTES: MINUTES,
    DocumentId.EXPLANATION: EXPLANATION,
    DocumentId.ONE_PAGE: ONE_PAGE,
    DocumentId.PERIODIC: PERIODIC,
}
"""The template of each paper of an agency."""
COMMON = "chung.typ"
PICTURES = (".png", ".jpg", ".jpeg", ".svg")
LARGEST = 4_000_000
"""Bytes of a template or a picture beside it."""


def names() -> tuple[str, ...]:
    """Every name a template can have; ``.en`` marks the English Word ones, which the periodic report has not."""
    words = [f"{stem}{part}.docx" for stem in WORD_STEMS for part in ("", ".en") if not (part and stem == PERIODIC)]
    return (*words, *(f"{stem}.typ" for stem in STEMS), COMMON)


def shipped() -> dict[str, bytes]:
    """The shipped templates by name."""
    return {name: (SHIPPED / name).read_bytes() for name in names()}


def docx_name(stem: str, lang: str) -> str:
    """The Word template of a document in a language."""
    return f"{stem}{'' if lang == 'vi' else '.en'}.docx"


def problem(code: str, path: Path, **values: str) -> InvalidInput:
    """A failure that names the template."""
    return InvalidInput([Diagnostic(code, Place(str(path)), {"template": path.name, **values})])


def check_folder(folder: Path) -> None:
    """Check a folder of templates. Raises CannotRead if there is none, InvalidInput for a .docx of an unknown name,
    NothingMatched if no template is in it.
    """
    if not folder.is_dir():
        why = {"why": "không có thư mục này", "why_en": "no such folder"}
        raise CannotRead([Diagnostic("SC100", Place(str(folder)), why)])
    found = sorted(path.name for path in folder.iterdir() if path.is_file())
    # Word keeps a lock file beside an open document.
    strange = [x for x in found if x.endswith(".docx") and x not in names() and not x.startswith("~$")]
    problems = []
    for name in strange:
        values = {"path": str(folder), "name": name, "known": ", ".join(names()), "guess": did_you_mean(name, names())}
        problems.append(Diagnostic("SC810", Place(str(folder / name)), values))
    if problems:
        raise InvalidInput(problems)
    if not set(found) & set(names()):
        raise NothingMatched([Diagnostic("SC811", Place(str(folder)), {"path": str(folder)})])


def find(name: str, folder: Path | None) -> Path:
    """The folder's own template, or the shipped one where the folder has none."""
    own = folder / name if folder is not None else None
    return own if own is not None and own.is_file() else SHIPPED / name


def stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is written anew, so that nothing stale is kept."""
    try:
        state = path.stat()
    except OSError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_size)


def read(path: Path) -> bytes:
    """The bytes of a template. Raises CannotRead, and InvalidInput if it is too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            why, why_en = f"{size} byte, tối đa {LARGEST}", f"{size} bytes, at most {LARGEST}"
            raise problem("SC801", path, why=why, why_en=why_en)
        return path.read_bytes()
    except OSError as error:
        raise CannotRead([Diagnostic("SC100", Place(str(path)), system_words(error, path))]) from error
