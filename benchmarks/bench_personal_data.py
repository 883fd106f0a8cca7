"""How well personal data is told from other text: misses and false alarms, each printed.

python benchmarks/bench_personal_data.py

Forms that must be found stand in tests/personal_forms.txt, texts that must not be in tests/no_personal_data.txt; every
line of the shipped schemes, dossiers and documentation is looked at, too.
"""

from __future__ import annotations

from pathlib import Path

from scoring.personal_data import looks_personal

ROOT = Path(__file__).parents[1]
_TEXTS = {".yaml", ".md", ".txt", ".csv", ".sh"}


def main() -> None:
    """Print the misses, the false alarms and both counts."""
    forms = [line.split("\t", 1) for line in (ROOT / "tests/personal_forms.txt").read_text("utf-8").splitlines()]
    missed = [(kind, text) for kind, text in forms if kind not in {found for found, _ in looks_personal(text)}]
    for kind, text in missed:
        print(f"missed       {kind}: {text}")
    plain = (ROOT / "tests/no_personal_data.txt").read_text("utf-8").splitlines()
    files = [one for folder in ("criteria", "evidence", "docs") for one in (ROOT / folder).rglob("*")]
    files = [one for one in files if one.suffix in _TEXTS]
    shipped = [line for one in sorted(files) for line in one.read_text("utf-8").splitlines()]
    alarms = [(text, found) for text in (*plain, *shipped) if (found := looks_personal(text))]
    for text, found in alarms:
        print(f"false alarm  {found}: {text.strip()[:100]}")
    print(f"{len(missed)} of {len(forms)} forms missed")
    print(f"{len(alarms)} alarms in {len(plain)} other texts and {len(shipped)} shipped lines")


if __name__ == "__main__":
    main()
