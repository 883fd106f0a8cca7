"""A script that sets own PDF templates in a process of its own, which `typst_process` starts and can stop.

A request is a line with the length of the JSON that follows; an answer a line of JSON, then the document's bytes.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

FONTS = Path(__file__).with_name("fonts")
"""The faces that come with the program."""
MEMORY = 1024**3
"""Bytes of address space, where the system can limit them."""


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds.
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def compiler(root: str, stem: str, packages: str) -> Any:
    """A compiler of one template that reads nothing outside `root`; `packages` has none, and none are fetched."""
    import typst

    return typst.Compiler(
        f"{root}/{stem}.typ",
        root=root,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        package_path=packages,
        package_cache_path=packages,
    )


def document(template: Any, data: str, epoch: int) -> bytes:
    """A document from its JSON; `epoch` is the time it carries, in seconds since 1970."""
    import typst

    inputs = {"data": data}
    try:
        made: bytes = template.compile(format="pdf", sys_inputs=inputs, timestamp=epoch, pdf_standards="ua-1")
    except typst.TypstError:
        # A text with signs the fonts lack cannot be declared accessible; it is still printed.
        made = template.compile(format="pdf", sys_inputs=inputs, timestamp=epoch)
    return made


def _answer(template: Any, data: str, epoch: int) -> tuple[dict[str, Any], bytes]:
    import typst

    try:
        made = document(template, data, epoch)
    except typst.TypstError as error:
        answer = {"message": error.message, "diagnostic": error.diagnostic, "hints": list(error.hints or [])}
        return {"ok": False, **answer}, b""
    return {"ok": True, "size": len(made)}, made


def main(root: str, stem: str, epoch: int) -> None:
    """Answer requests until the input ends."""
    warnings.simplefilter("ignore")
    _limit()
    template = compiler(root, stem, f"{root}/packages")
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        answer, made = _answer(template, source.read(int(line)).decode(), epoch)
        target.write(json.dumps(answer).encode() + b"\n" + made)
        target.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
