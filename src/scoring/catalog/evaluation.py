"""SC5xx: evaluating a dossier."""

from typing import Final

from scoring.catalog import Entry

E: Final = "error"
W: Final = "warning"
CODES: dict[str, Entry] = {
    "SC500": Entry(E, "thang điểm không có khối “{block}” cho kỳ {period}", "the scheme has no block “{block}” in {period}",
                   "xem các khối bằng `scoring inspect`", "see the blocks with `scoring inspect`"),
    "SC501": Entry(E, "tiêu chí {criterion} không được khai “không áp dụng”; lời khai này không được tính",
                   "criterion {criterion} may not be declared not applicable; the statement is ignored",
                   "khai số liệu của tiêu chí này", "declare the data of this criterion"),
    "SC502": Entry(W, "tiêu chí {criterion}: tự chấm {claimed} điểm, tính được {computed}",
                   "criterion {criterion}: claimed {claimed}, computed {computed}",
                   "xem `scoring explain` để biết vì sao", "see `scoring explain` for the reason"),
}  # fmt: skip
