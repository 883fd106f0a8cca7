"""`scoring campaign`: a whole appraisal without a server, a table of commands each imported only when called."""

from __future__ import annotations

from scoring.cli.terminal.nested import Nested

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("mở đợt từ tệp campaign.yaml", "open a campaign from its file"),
    "submit": ("cơ quan nộp hồ sơ", "hand in a dossier"),
    "withdraw": ("cơ quan rút hồ sơ đã nộp", "withdraw it again"),
    "return": ("trả lại hồ sơ, có lý do và hạn nộp lại", "send a dossier back, with a reason and a deadline"),
    "receipt": ("phiếu tiếp nhận hồ sơ đã nộp", "the receipt of a dossier handed in"),
    "return-letter": ("công văn trả lại hồ sơ", "the letter that returns a dossier"),
    "sheet": ("phiếu chấm trống (CSV, Excel) cho một người chấm", "an empty sheet of decisions (CSV, Excel) for an appraiser"),
    "appraise": ("chấm thẩm định một tiêu chí, hoặc cả tệp", "appraise one criterion, or a file of decisions"),
    "fact": ("ghi nhận sự việc hồ sơ không nêu, tính lại tất cả", "establish a fact the dossier does not say; all is computed again"),
    "explain": ("cơ quan giải trình", "explain (the agency)"),
    "undo": ("hủy một bản ghi bằng bản ghi đối ứng", "undo an entry by a counter-entry"),
    "lock": ("chốt một giai đoạn", "lock a stage"),
    "reopen": ("mở lại cho một cơ quan, hai người, có lý do", "re-open for one agency: two people, a reason"),
    "confirm": ("người thứ hai xác nhận việc mở lại", "the second person confirms a re-opening"),
    "erase": ("xóa nội dung một tệp, để lại mã băm và lý do", "erase a file's content, keep its digest and the reason"),
    "publish": ("công bố kết quả và xếp hạng", "publish results and ranking"),
    "appeal": ("cơ quan kiến nghị", "appeal (the agency)"),
    "decide": ("giải quyết kiến nghị, cho biết ảnh hưởng trước sau", "decide an appeal, with its exact effect"),
    "status": ("ai chưa nộp, ai chưa chấm, còn mấy ngày", "who has not submitted or appraised, days left"),
    "results": ("kết quả chính thức tính đến lúc này", "the final results as they stand"),
    "discrepancies": ("chênh lệch, chia theo nguyên nhân", "the gaps, split by cause"),
    "history": ("mọi việc của một cơ quan", "everything about one agency"),
    "sample": ("chọn mẫu kiểm tra thực tế theo rủi ro", "a risk-based sample to verify on site"),
}  # fmt: skip
PARTS = {
    "acts": ("init", "submit", "withdraw", "return", "explain", "undo", "lock", "reopen", "confirm", "erase", "appeal"),
    "decisions": ("sheet", "appraise", "decide"),
    "fact": ("fact",),
    "publication": ("publish", "results"),
    "overviews": ("status", "history"),
    "discrepancies": ("discrepancies",),
    "sample": ("sample",),
    "papers": ("receipt", "return-letter"),
}
"""The modules of this package, and the commands in each."""

command_ = Nested("campaign", COMMANDS, PARTS,
                  vi="Đợt thẩm định: nộp, chấm, giải trình, chốt, công bố, kiến nghị; mọi việc ghi vào sổ cái.",
                  en="An appraisal campaign: submit, appraise, explain, lock, publish, appeal; every act is in the ledger.")  # fmt: skip
