"""Runs `typst_worker` as a process with a time limit; its failures are raised here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

SECONDS = 60
"""How long one document may take."""
_SCRIPT = Path(__file__).with_name("typst_worker.py")


class Stopped(RuntimeError):  # noqa: N818
    """The process ran out of time or memory, or died."""


class Failed(RuntimeError):  # noqa: N818
    """typst refuses the template; carries its message."""

    def __init__(self, message: str, diagnostic: str, hints: list[str]) -> None:
        super().__init__(message)
        self.message, self.diagnostic, self.hints = message, diagnostic, hints


class Worker:
    """One process for one template, started when first asked."""

    def __init__(self, root: Path, stem: str, epoch: int, seconds: float = SECONDS) -> None:
        self._command = [sys.executable, str(_SCRIPT), str(root), stem, str(epoch)]
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def compile(self, data: str) -> bytes:
        """The document. Raises Failed if the template is not right, Stopped if it took too long or too much."""
        process = self._running()
        timer = threading.Timer(self._seconds, process.kill)
        timer.start()
        try:
            answer, made = self._ask(process, data.encode())
        except (OSError, EOFError, ValueError) as error:
            self.close()
            raise Stopped from error
        finally:
            timer.cancel()
        if not answer["ok"]:
            raise Failed(answer["message"], answer["diagnostic"], answer["hints"])
        return made

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own script
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Few threads and arenas, so that the limit of the address space means the same everywhere.
                env={**os.environ, "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"},
            )
        return self._process

    @staticmethod
    def _ask(process: subprocess.Popen[bytes], data: bytes) -> tuple[dict[str, Any], bytes]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"%d\n" % len(data) + data)
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        made = process.stdout.read(answer.get("size", 0))
        if len(made) != answer.get("size", 0):
            raise EOFError
        return answer, made

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        process.wait()
