"""What readers see of the shipped dossiers and the worked campaign: no codes, ids or words of files, one form of dates, no
Vietnamese of the program's own in English, and no line wider than a screen of 60 columns.
"""

from __future__ import annotations

import html
import re
import shlex
import shutil
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from scoring.cli.app import root as scoring
from scoring.reports import phrases
from scoring.text import display_width

ROOT = Path(__file__).resolve().parents[2]
SCHEME = "criteria/qd-1211-2022"
SCRIPT = ROOT / "evidence" / "chien-dich" / "dot-tham-dinh.sh"
CODE = re.compile(r"\bSC[0-9]{3}\b")
ID = re.compile(r"(?<![\w./-])[a-z]+[0-9]*(?:[-_][a-z0-9]+)+(?![\w/-])")
FILE_WORDS = re.compile(r"kỳ “?nam\b|\b(?:basis|bands|verified|working|yes_no|per_item)\b")
DROPPED = re.compile(
    r"tác dụng|là có: |đang là|không quá loại \w+ →|\b[Mm]ất [0-9]|Điểm mất|took effect|no effect|[Pp]oints lost"
)
"""Phrases no official writes; points are short (“thiếu”) on every page and paper."""
OTHER_DATE = {
    "vi": re.compile(r"(?<![\w“/-])20[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{2}/0[3-9]/20[0-9]{2}"),
    "en": re.compile(r"(?<![0-9/“])[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}"),
}
CAPITAL = re.compile(
    r"(?:cải thiện số liệu|giảm về 0|không để xảy ra|lấy theo thứ tự|(?<![0-9] )còn thiếu): [^|\n]*?[;,] [A-ZĐ][a-zà-ỹ]+ \w+"
    r"|(?<![0-9] )\bcòn thiếu: (?:đã|có) \w+"
    r"|thiếu [0-9,]+ điểm; [A-ZĐ][a-zà-ỹ]+ \w+"
)
"""A title in the middle of a sentence of our own, with the capital it has at the beginning of a line."""
AMISS = re.compile(r"[Ss]ince: |, hence |(?:\bshort; |; lowered to \w+: )[a-z]*[đăâêôơưà-ỹ]")
"""What no English sentence has: a Vietnamese title in its middle that is not quoted."""
FILES = re.compile(r"\S+\.(?:ya?m?l?|json|docx|xlsx|html|md|csv|txt|pdf|db)\b|`[^`]*`|\]\([^)]*\)")
"""Names of files, links, and commands to be typed, which are no words."""
ENGLISH = {
    "re-scaled",
    "re-opened",
    "re-opening",
    "re-openings",
    "self-assessment",
    "self-assessed",
    "mass-mobilization",
}
_VIETNAMESE = "[a-zđ]*[đăâêôơưà-ỹ][a-zđăâêôơưà-ỹ]*"
RUN = re.compile(rf"\b{_VIETNAMESE}(?: {_VIETNAMESE})*\b")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@pytest.fixture(scope="module")
def own_texts() -> str:
    """Every text of the scheme, the dossiers and the campaign."""
    folders = (SCHEME, "evidence/gom-so-lieu", "evidence/2025", "evidence/2024", "evidence/chien-dich")
    files = sorted(path for one in folders for path in (ROOT / one).rglob("*"))
    found = [path.read_text("utf-8") for path in files if path.suffix in {".yaml", ".yml", ".csv", ".sh", ".json"}]
    return _plain(" ".join(found))


def text_of(path: Path) -> str:
    """What a page or paper shows."""
    if path.suffix in {".docx", ".xlsx"}:
        parts = []
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                if re.fullmatch(
                    r"word/(document|header\d*|footer\d*|footnotes)\.xml|xl/(sharedStrings|worksheets/\w+)\.xml", name
                ):
                    text = packed.read(name).decode().replace("<w:noBreakHyphen/>", "-")
                    text = re.sub("</w:p>|</si>|</is>|</c>", "\n", text)
                    parts.append(html.unescape(re.sub("<[^>]+>", "", text)))
        return "\n".join(parts)
    if path.suffix == ".pdf":
        # Words that a line of a column ends and another begins stand apart here.
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.DOTALL)
        return html.unescape(re.sub("<[^>]+>", "\n", text))
    return text


def problems(name: str, text: str, lang: str, own_texts: str) -> Iterator[str]:
    """What a reader should not see, with where it stands."""
    for line in text.splitlines():
        words = FILES.sub("", line).replace("\\", "")
        if name.startswith("campaign history"):
            words = re.sub(r"xa-minh-\S*", "", words)  # A file's name, broken to fit its column.
        found = [*CODE.findall(words), *FILE_WORDS.findall(words), *DROPPED.findall(words)]
        found += [day for day in OTHER_DATE[lang].findall(words) if day not in own_texts]
        found += [id for id in ID.findall(words) if id not in ENGLISH]
        found += CAPITAL.findall(words) if lang == "vi" else AMISS.findall(words)
        if lang == "en":
            cells = re.split(r"  +|[|·;:]", words)
            found += [run for cell in cells for run in RUN.findall(_plain(cell)) if run not in own_texts]
        yield from (f"{name}: {one!r} in {line.strip()[:140]!r}" for one in found)


def each_line_once(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The same texts by name, without the lines that stood in one before: most stand in every page."""
    seen: set[str] = set()
    for name, text in texts:
        lines = [line for line in text.splitlines() if line not in seen]
        seen.update(lines)
        yield name, "\n".join(lines)


def wide(name: str, text: str) -> Iterator[str]:
    """Lines over 60 columns that could have been broken."""
    for line in text.splitlines():
        if display_width(line) > 60 and len(line.split()) > 1:
            yield f"{name}: {line!r}"


def _run(folder: Path, lang: str, *words: str) -> str:
    env = {"SCORING_LANG": lang, "NO_COLOR": "1", "COLUMNS": "60", "SCORING_STORE": str(folder / "so.db")}
    result = CliRunner(env=env).invoke(scoring, list(words))
    assert result.exit_code == 0, f"{words}\n{result.output}"
    return result.output


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder in which the worked campaign was played, and what each command showed."""
    folder = tmp_path_factory.mktemp("dot")
    for name in ("criteria", "evidence", "reports"):
        shutil.copytree(ROOT / name, folder / name)
    places = {"$cd_": "evidence/chien-dich", "$KET_QUA": "ket-qua", "$SCORING_STORE": str(folder / "so.db")}
    shown = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in SCRIPT.read_text("utf-8").splitlines():
            if line.startswith("scoring "):
                call = line
                for name, place in places.items():
                    call = call.replace(name, place)
                shown[line] = _run(folder, "vi", *shlex.split(call)[1:])
    return folder, shown


_READING = ("explain reports/2025/{one}.json", "advise evidence/2025/{one}.yaml --scheme " + SCHEME)
_ONES = ("xa-minh-hoa-b", "xa-minh-hoa-e", "xa-minh-hoa-h", "so-minh-hoa-b")
_ALL = (
    "rank reports/2025", "compare reports/2025/xa-minh-hoa-b.json reports/2025/xa-minh-hoa-e.json",
    "explain reports/2025/xa-minh-hoa-b.json IV.2", "explain reports/2025/xa-minh-hoa-b.json phan-loai",
    "explain ket-qua/cong-bo-lai/xa-minh-hoa-k.json", "rank ket-qua/cong-bo-lai",
    "campaign status", "campaign status --as-of 2025-12-13T02:00:00Z", "campaign discrepancies",
    "campaign history xa-minh-hoa-k", "campaign history xa-minh-hoa-m", "campaign sample --again 11",
    "agenda evidence/2025/xa-minh-hoa-e.yaml --at 2025-11-20 --scheme " + SCHEME,
    "assemble evidence/gom-so-lieu/6-thang --status --due 2026-06-18 --as-of 2026-06-23 --scheme " + SCHEME,
    "simulate evidence/2025/xa-minh-hoa-b.yaml --set thon_hop_du=10 --scheme " + SCHEME,
    "evaluate evidence/2025/xa-minh-hoa-b.yaml --unit van-phong --scheme " + SCHEME,
)  # fmt: skip
_FOR_AUTHORS = ("inspect " + SCHEME, "inspect --by unit " + SCHEME, "validate evidence/2025 --scheme " + SCHEME)
"""Commands about files: ids, codes, kinds of scoring and lines of the files are what is to be found there."""


@pytest.mark.once
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_terminal_speaks_to_readers(played: tuple[Path, dict[str, str]], own_texts: str, lang: str) -> None:
    folder, shown = played
    calls = [*(call.format(one=one) for call in _READING for one in _ONES), *_ALL]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        texts = {call: _run(folder, lang, *shlex.split(call)) for call in calls}
    if lang == "vi":
        # A command to be typed at the end takes ids.
        texts |= {
            line: re.split("Phiếu tiếp nhận:|Công văn trả lại:", text)[0]
            for line, text in shown.items()
            if "ledger verify" not in line and "compare" not in line
        }
    found = [x for name, text in texts.items() for x in problems(name, text, lang, own_texts)]
    files = {call: _run(folder, lang, *shlex.split(call)) for call in _FOR_AUTHORS}
    own = re.compile(rf"{ID.pattern}|{CODE.pattern}|^ *[0-9]+ \|.*|\bbands\b|not yet verified", re.MULTILINE)
    found += [x for name, text in files.items() for x in problems(name, own.sub("", text), lang, own_texts)]
    found += [x for name, text in (texts | files).items() for x in wide(name, text)]
    assert not found, "\n".join(found)


@pytest.mark.once
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_and_papers_speak_to_readers(
    played: tuple[Path, dict[str, str]], own_texts: str, tmp_path: Path, lang: str
) -> None:
    folder, _ = played
    papers = "self-assessment,explanation,one-page,summary,decision-list"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        to = str(tmp_path)
        tables = "ranking,criteria,evidence"
        _run(
            folder,
            lang,
            "report",
            "reports/2025",
            "--format",
            "html,md,xlsx",
            "--document",
            tables,
            "--output",
            to + "/a",
        )
        _run(folder, lang, "report", "reports/2025", "--format", "docx", "--document", papers, "--output", to + "/b")
        store = ("--store", str(folder / "so.db"))
        _run(folder, lang, "report", "ket-qua/cong-bo-lai", *store, "--format", "html,md,xlsx", "--output", to + "/c")
        papers = papers.replace("self-assessment", "appraisal,minutes")
        _run(folder, lang, "report", "ket-qua/cong-bo-lai", *store, "--format", "docx", "--document", papers,
             "--output", to + "/d")  # fmt: skip
        _run(folder, lang, "report", "reports/2025/xa-minh-hoa-h.json", "--format", "pdf", "--document", "explanation",
             "--output", to + "/e")  # fmt: skip
        for format in ("html", "md", "docx", "xlsx", "pdf"):
            _run(folder, lang, "campaign", "discrepancies", "--format", format, "--output", f"{to}/chenh-lech.{format}")
    files = [path for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert len(files) > 100
    texts = ((str(path.relative_to(tmp_path)), text_of(path)) for path in files)
    found = [x for name, text in each_line_once(texts) for x in problems(name, text, lang, own_texts)]
    assert not found, "\n".join(found)


def test_a_phrase_of_two_templates_stands_in_one_place() -> None:
    """Phrases of three words and more, which `phrases.py` holds for every template, in Vietnamese and in English."""
    seen: dict[tuple[str, str], set[str]] = {}
    for path in (ROOT / "src" / "scoring" / "reports" / "templates").rglob("*"):
        if path.suffix in {".j2", ".typ"}:
            for _, vi, _, en in re.findall(
                r"""\bt\((["'])([^"'{}]+)\1, *(["'])([^"{}]+?)\3\)""", path.read_text("utf-8")
            ):
                seen.setdefault((vi.strip(" :."), en.strip(" :.")), set()).add(path.name)
    assert len(seen) > 200
    known = {(pair[0].strip(" :."), pair[1].strip(" :.")) for name, pair in vars(phrases).items() if name.isupper()}
    twice = [pair for pair, names in seen.items() if len(names) > 1 or pair in known]
    assert [pair for pair in twice if len(pair[0].split()) > 2] == []


PAIR = re.compile(r"""\bt\(?\s*(["'])((?:(?!\1)[^{}])+)\1,?\s*(["'])((?:(?!\3).)+?)\3""")
"""A phrase of a template in Vietnamese and in English: ``t("…", "…")``, ``{% t "…" "…" %}``."""


def _pairs(text: str) -> set[tuple[str, str]]:
    found = ((vi.strip(" :.*"), en.strip(" :.*")) for _, vi, _, en in PAIR.findall(text))
    return {pair for pair in found if len(pair[0].split()) > 2}


def test_a_word_template_says_what_the_pdf_of_the_same_paper_says() -> None:
    """A Word template is edited as whole sentences, so they stand in it; none may drift from the PDF's."""
    folder = ROOT / "src" / "scoring" / "reports" / "templates" / "official"
    pdf = _pairs("\n".join(path.read_text("utf-8") for path in folder.glob("*.typ")))
    word = (ROOT / "tools" / "gen_templates.py").read_text("utf-8")
    start = word.index("def reminder")  # The letter to a unit is made in Word alone.
    both = _pairs(word[:start] + word[word.index("def _equation") :])
    assert len(both) > 20
    assert both - pdf == set()


def test_the_desk_takes_phrases_of_the_reports_from_their_place() -> None:
    held = {text.strip(" :.") for name, pair in vars(phrases).items() if name.isupper() for text in pair[:1]}
    pages = sorted((ROOT / "src" / "scoring" / "web" / "templates").rglob("*.html"))
    found = {path.name: {vi for vi, _ in _pairs(path.read_text("utf-8"))} & held for path in pages}
    assert len(pages) > 50
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_no_page_of_the_desk_says_you() -> None:
    """Pages address nobody."""
    for path in sorted((ROOT / "src" / "scoring" / "web").rglob("*")):
        if path.suffix in {".html", ".py"}:
            said = re.findall(r"""["']([^"'\n]*)["']""", path.read_text("utf-8"))
            assert [text for text in said if re.search(r"\b[Bb]ạn\b", text)] == [], path
