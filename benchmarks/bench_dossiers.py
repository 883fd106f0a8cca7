"""From a dossier's bytes to its result's bytes, in processor time, as a ratio to libraries that do less.

python benchmarks/bench_dossiers.py [DOSSIERS]

1. Dossiers of 600 records as JSON: read, check, evaluate, write – beside ``json.loads`` + pydantic's validation by
   plain models + ``json.dumps`` of the same, and beside zen-engine with its trace where it is installed
   (``pip install zen-engine``). Results are compared first.
2. Dossiers like the shipped ones in YAML – beside PyYAML's C loader on the same files + ``json.dumps`` of the same
   results.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import yaml
from agencies import SCHEME, write
from pydantic import BaseModel, ConfigDict, Field
from workload import generate, scheme

from scoring.batch.local import Options, assess
from scoring.evidence.load import LoadedDossier, digest_of, load_dossier, parse, validated
from scoring.result.write import result_of, to_bytes
from scoring.scheme.load import LoadedScheme, load_scheme
from scoring.scheme.model import EvidenceKind
from scoring.yaml_source import Document

ROUNDS = 7
_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
Work = Callable[[Any], object]


class Plain(BaseModel):
    """As strict as pydantic is by itself."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class PlainRecord(Plain):
    """A record of evidence."""

    id: str = Field(pattern=_ID)
    kind: str = Field(pattern=_ID)
    title: str = Field(min_length=1)
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    criteria: list[str] = []
    fields: dict[str, Any] = {}
    note: str | None = None


class PlainAgency(Plain):
    """Whose dossier it is."""

    id: str = Field(pattern=_ID)
    name: str
    block: str


class PlainDossier(Plain):
    """A dossier, as far as the workload goes."""

    format: int
    agency: PlainAgency
    period: str
    complete: bool
    evidence: list[PlainRecord]


def documents(data: Sequence[dict[str, list[dict[str, Any]]]]) -> list[bytes]:
    """The workload's agencies as dossiers in JSON."""
    found = []
    for number, agency in enumerate(data):
        evidence = [
            {"id": f"{id}-{n}", "kind": id, "title": "Văn bản của phép đo", "fields": fields}
            for id, records in agency.items()
            for n, fields in enumerate(records)
        ]
        whose = {"id": f"a{number}", "name": f"Cơ quan {number}", "block": "b"}
        tree = {"format": 1, "agency": whose, "period": "2025", "complete": True, "evidence": evidence}
        found.append(json.dumps(tree, ensure_ascii=False).encode())
    return found


def workload_scheme() -> LoadedScheme:
    """The workload's criteria, with the kinds of evidence that its records are of."""
    fields = {
        "num": {"type": "number", "title": "Tử số"}, "den": {"type": "number", "title": "Mẫu số"},
        "flag": {"type": "yes_no", "title": "Đạt"}, "ver": {"type": "yes_no", "title": "Đã thẩm tra"},
        "sev": {"type": "number", "title": "Mức nặng"},
    }  # fmt: skip
    plain = scheme()
    kinds = {
        id: EvidenceKind.model_validate({"title": f"Loại {id}", "fields": fields})
        for id in sorted({kind for one in plain.sets["bench"].measures.values() for kind in _kinds(one)})
    }
    found = plain.model_copy(update={"evidence_kinds": kinds})
    return LoadedScheme(scheme=found, digest="", diagnostics=[], path=Path(), documents={}, where=Document(""))


def _kinds(measure: Any) -> tuple[str, ...]:
    return measure.selection.kinds if measure.selection else ()


def whole(raw: bytes, name: str, against: LoadedScheme) -> bytes:
    """The result's bytes of a dossier's bytes: read, check, evaluate, write."""
    document = parse(raw, name)
    dossier = validated(document)
    loaded = LoadedDossier(
        dossier=dossier, digest=digest_of(raw), file=name, path=Path(name), document=document,
        diagnostics=document.diagnostics,
    )  # fmt: skip
    assessment, problems = assess(loaded, against, Options(rules="native"))
    assert not problems, problems[0].message()
    return to_bytes(result_of(assessment))


def _each(work: Work, items: Sequence[Any]) -> float:
    """Milliseconds of processor time for one of them."""
    started = time.process_time()
    for one in items:
        work(one)
    return (time.process_time() - started) * 1000 / len(items)


def _told(name: str, ours: list[float], theirs: list[float], goal: str) -> None:
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    print(
        f"{name}: {statistics.median(ours):.2f} ms / {statistics.median(theirs):.2f} ms = "
        f"median {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f}, {ROUNDS} rounds){goal}"
    )


def _zen(data: Sequence[Any], results: Sequence[bytes]) -> tuple[Work, list[bytes]] | None:
    """zen-engine's evaluation with trace, its results compared with ours; None where it is not installed."""
    try:
        import zen  # type: ignore[import-not-found]
    except ImportError:
        return None
    from zen_graph import graph

    decision = zen.ZenEngine().create_decision(json.dumps(graph()))
    inputs = [json.dumps(one).encode() for one in data]

    def job(raw: bytes) -> Any:
        return decision.evaluate(raw, {"trace": True})

    for raw, ours in zip(inputs, results, strict=True):
        found, result = job(raw)["result"], json.loads(ours)
        state = result["classification"]["outside"]
        level = state["id"] if state else result["classification"]["certain"]
        points = int(result["total"]["certain"].replace(".", ""))
        assert (int(found["total"]), f"c{int(found['final'])}") == (points, level), result["agency"]
    return job, inputs


def bench_json(count: int) -> None:
    """The workload's dossiers."""
    data, against = generate(count), workload_scheme()
    raws = documents(data)
    results = [whole(raw, "a.json", against) for raw in raws]
    trees = [json.loads(raw) for raw in results]
    zen = _zen(data, results)
    ours: list[float] = []
    plain: list[float] = []
    traced: list[float] = []
    for _ in range(ROUNDS):
        gc.collect()
        ours.append(_each(lambda raw: whole(raw, "a.json", against), raws))
        plain.append(
            _each(lambda raw: PlainDossier.model_validate(json.loads(raw)), raws)
            + _each(lambda tree: json.dumps(tree, ensure_ascii=False), trees)
        )
        if zen:
            traced.append(_each(*zen))
    size, written = len(raws[0]) // 1000, len(results[0]) // 1000
    print(f"{count} dossiers of 600 records as JSON, {size} kB each; results of {written} kB")
    _told("read + check + evaluate + write / json.loads + pydantic + json.dumps", ours, plain, "; goal at most 4")
    if traced:
        _told("the same / zen-engine with trace", ours, traced, "")
    else:
        print("zen-engine is not installed: pip install zen-engine")


def bench_yaml(count: int) -> None:
    """Dossiers like the shipped ones."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), count)
        files = sorted(Path(folder).iterdir())
        against = load_scheme(SCHEME, "2025")

        def job(file: Path) -> bytes:
            return to_bytes(result_of(assess(load_dossier(file), against, Options())[0]))

        trees = [json.loads(job(file)) for file in files]
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        ours, plain, indented = [], [], []
        for _ in range(ROUNDS):
            gc.collect()
            ours.append(_each(job, files))
            read = _each(lambda file: yaml.load(file.read_bytes(), Loader=loader), files)  # noqa: S506 - the safe one
            plain.append(read + _each(lambda tree: json.dumps(tree, ensure_ascii=False), trees))
            indented.append(
                read + _each(lambda tree: json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True), trees)
            )
    print(f"{count} dossiers like the shipped ones, YAML to JSON")
    _told("read + check + evaluate + write / PyYAML's C loader + json.dumps", ours, plain, "; goal at most 2.5")
    _told("the same / PyYAML's C loader + json.dumps of the very bytes", ours, indented, "")


def main(count: int) -> None:
    bench_json(count)
    bench_yaml(count * 3)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
