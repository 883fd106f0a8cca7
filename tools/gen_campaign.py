"""Write docs/reference/chien-dich.md from the table of moves and the model; with --check only compare."""

from __future__ import annotations

import sys
from pathlib import Path

from scoring.review.table import ACTS, CAUSES, KINDS, MOVES, ROLES, STATUSES, Move

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "chien-dich.md"
HEAD = """# Đợt thẩm định

<!-- Trang này do `tools/gen_campaign.py` viết từ src/scoring/review/table.py; sửa ở đó rồi chạy lại. -->

Một đợt là một tệp (`campaign.yaml`) và một sổ cái. Sổ cái là nơi duy nhất giữ tình trạng: mọi thứ `scoring campaign` in ra được cộng lại
từ các bản ghi, nên xem lại được ở mọi thời điểm bằng `--as-of`.

## Tệp đợt

| khóa | nghĩa |
|---|---|
| `format` | luôn là 1 |
| `id`, `title` | mã và tên đợt |
| `period`, `scheme` | kỳ và mã bộ tiêu chí; mã băm của bộ tiêu chí được ghi vào bản ghi đầu tiên |
| `bodies` | các cơ quan thẩm định: `id`, `name` |
| `appraised_by` | ai thẩm định cấp nào, từ ngày nào đến ngày nào: `level`, `by`, `from`, `until`, `clause`; tính theo ngày chấm |
| `agencies` | cơ quan được đánh giá: `id`, `name`, `block`, `level` |
| `people` | ai làm gì: `id`, `title`, `role`, `body`, `fields` (nhóm hoặc tiêu chí phụ trách; bỏ trống là tất cả) |
| `stages` | các giai đoạn theo thứ tự: `id`, `kind`, `title`, `deadline` (hết ngày đó, giờ Việt Nam) |
| `final` | dòng nào thành điểm chính thức: với mỗi tiêu chí là dòng đầu tiên có điểm trong danh sách này (mã giai đoạn, `claimed`, `computed`). Quyết định giải quyết kiến nghị đứng trước tất cả. Không bao giờ lấy điểm cao nhất |

Nhiều thành viên cùng phụ trách một tiêu chí: điểm của người ghi trước trong `people` là điểm của vòng, điểm của người kia là ý kiến thứ hai –
giữ lại, tính mức thống nhất, nhưng không thành điểm chính thức. Điểm của chủ tịch hội đồng luôn là điểm của vòng.

## Bảng chuyển trạng thái

Việc không có trong bảng bị từ chối, kèm lý do. “Trong hạn” là hạn của giai đoạn, hoặc hạn riêng của cơ quan sau khi bị trả lại hay được mở lại.

| việc | ở giai đoạn | khi đang | ai làm | thành | lý do | trong hạn | điều kiện khác |
|---|---|---|---|---|---|---|---|
"""


def _names(ids: tuple[str, ...], words: dict[str, tuple[str, str]]) -> str:
    return ", ".join(f"{words[id][0]} (`{id}`)" for id in ids)


def _row(one: Move) -> str:
    after = f"{STATUSES[one.leads_to][0]} (`{one.leads_to}`)" if one.leads_to else "giữ nguyên"
    cells = [
        f"{ACTS[one.act][0]} (`{one.act}`)", _names(one.kinds, KINDS), _names(one.statuses, STATUSES),
        _names(one.roles, ROLES), after, "phải có" if one.reason else "–", "có" if one.in_time else "–", one.also[0] or "–",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def page() -> str:
    """The whole page."""
    parts = [HEAD, *map(_row, MOVES)]
    parts.append(
        "\nNgoài bảng: mở đợt (`opened`) là bản ghi đầu tiên, do thư ký, chủ tịch hội đồng hoặc cấp quyết định; chọn mẫu (`sampled`) do ai "
        "trong đợt cũng làm được, trừ cơ quan được đánh giá, và không đổi trạng thái.\n"
    )
    parts.append("\n## Nguyên nhân chênh lệch\n\n| mã | nghĩa |\n|---|---|\n")
    parts += [f"| `{id}` | {words[0]} |\n" for id, words in CAUSES.items()]
    parts.append(
        "\nMỗi lần điểm khác mức trước, phần thay đổi được chia hết theo nguyên nhân; cộng các phần qua mọi vòng ra đúng chênh lệch giữa "
        "điểm tự chấm và điểm chính thức.\n"
    )
    return "".join(parts)


def main() -> int:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} đã cũ: chạy python tools/gen_campaign.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
