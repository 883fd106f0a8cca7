"""The pages of a PDF as pictures: browsers show no PDF in a frame that may run nothing, and a picture runs nothing."""

from __future__ import annotations

import struct
import threading
import zlib

MOST_PAGES = 60
"""Pages that are shown; the whole file can be downloaded."""
_WIDTH, _MOST_HEIGHT = 1000, 4000
"""Pixels of a picture."""
_one_at_a_time = threading.Lock()
"""PDFium is not made for several threads."""


def page_count(raw: bytes) -> int:
    """How many pages of a PDF are shown; 0 where it cannot be read, or is locked by a password."""
    # Heavy, and needed only where a PDF is looked at.
    import pypdfium2

    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(raw)
        except pypdfium2.PdfiumError:
            return 0
        with document:
            return min(len(document), MOST_PAGES)


def page_picture(raw: bytes, number: int) -> bytes | None:
    """A page, counted from 1, as PNG; None where there is none or it cannot be drawn. No script in the file is run."""
    import pypdfium2

    with _one_at_a_time:
        try:
            with pypdfium2.PdfDocument(raw) as document:
                if not 1 <= number <= min(len(document), MOST_PAGES):
                    return None
                page = document[number - 1]
                width, height = page.get_size()
                if not (width > 0 and height > 0):
                    return None
                bitmap = page.render(scale=min(_WIDTH / width, _MOST_HEIGHT / height), rev_byteorder=True)
                return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
        except pypdfium2.PdfiumError:
            return None


def _png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    rows = b"".join(b"\0" + pixels[at : at + width * channels] for at in range(0, stride * height, stride))
    colour = {1: 0, 3: 2, 4: 6}[channels]
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
