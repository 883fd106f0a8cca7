"""Write docs/reference/chien-dich.md from the definitions of the acts; with --check only compare."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from scoring.review.acts.act import Act, Move
from scoring.review.acts.registry import ACTS
from scoring.review.words import BY_FACTS, CAUSES, KINDS, ROLES, STATUSES, cause_words

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "chien-dich.md"
HEAD = """# Đợt thẩm định

<!-- Trang này do `tools/gen_campaign.py` viết từ src/scoring/review/acts; sửa ở đó rồi chạy lại. -->

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
| `agencies` | cơ quan được đánh giá: `id`, `name`, `block`, `level`; cơ quan thành lập, kết thúc trong kỳ, hay do sắp xếp mà có: `from`, `until`, `succeeds` như ở [hồ sơ](ho-so.md#thoi-gian-ton-tai). Danh sách đã ghi thì thay cho hồ sơ, hồ sơ ghi khác bị từ chối (SC384); danh sách không ghi thì theo hồ sơ, có cảnh báo (SC385) |
| `people` | ai làm gì: `id`, `title`, `role`, `body`, `fields` (nhóm hoặc tiêu chí phụ trách; bỏ trống là tất cả) |
| `stages` | các giai đoạn theo thứ tự: `id`, `kind`, `title`, `deadline` (hết ngày đó, giờ Việt Nam) |
| `final` | dòng nào thành điểm chính thức: với mỗi tiêu chí là dòng đầu tiên có điểm trong danh sách này (mã giai đoạn, `claimed`, `computed`). Quyết định giải quyết kiến nghị đứng trước tất cả. Không bao giờ lấy điểm cao nhất |
| `history` | không bắt buộc: tệp hoặc thư mục kết quả các năm trước, tính từ thư mục của tệp đợt. Đọc một lần lúc mở đợt; kỳ, loại và mã băm của từng kết quả được ghi vào bản ghi đầu tiên, nên nộp, công bố, giải quyết kiến nghị đều dùng đúng các kết quả ấy mà không cần `--history`. Kết quả đưa thêm bằng `--history` chỉ bổ sung, không thay được kết quả đã ghi (báo SC627) |
| `signatures` | không bắt buộc: việc của vai trò nào phải ký, từ ngày nào đến ngày nào: `role`, `from`, `until` |
| `keys` | khóa công khai của ai: `of` (mã người hay cơ quan), `key` (64 chữ số hex, `scoring key show` in ra), `from`, `until` |

Vai trò phải ký mà bản ghi không ký, ký bằng khóa lạ, khóa của người khác hay khóa hết hiệu lực thì lệnh bị từ chối (SC835 đến SC837); gói và sổ cái có bản ghi như vậy cũng bị từ
chối, kể cả khi được viết thẳng vào kho: mọi lệnh đọc sổ kiểm chữ ký của đợt có `keys`. Ngày được xét như hạn, nên khóa cũ không dùng lại được bằng cách gõ `--at` cũ.

Nhiều thành viên cùng phụ trách một tiêu chí: điểm của người ghi trước trong `people` là điểm của vòng, điểm của người kia là ý kiến thứ hai –
giữ lại, tính mức thống nhất, nhưng không thành điểm chính thức. Điểm của chủ tịch hội đồng luôn là điểm của vòng.

Tiêu chí **so với đơn vị dẫn đầu khối** (cách cho điểm `relative`) chưa có điểm khi mới nộp: dòng “theo hồ sơ” là “chờ cả khối”, không phải 0. Điểm được tính
lúc công bố (và mỗi lần công bố lại), trên minh chứng được chấp nhận của mọi cơ quan cùng khối có hồ sơ – kể cả hồ sơ đang bị trả lại; cơ quan không nộp đúng hạn hoặc đã rút
không tính – và được ghi vào bản ghi công bố. Trước đó, `scoring campaign results` và `discrepancies --accepted` tính trên những hồ sơ đang có.

## Bảng chuyển trạng thái

Việc không có trong bảng bị từ chối, kèm lý do và việc nên làm. “Trong hạn” là hạn của giai đoạn, hoặc hạn riêng của cơ quan nếu có (xem
[Thời điểm và hạn](#thoi-iem-va-han)).

| việc | ở giai đoạn | khi đang | ai làm | thành | lý do | trong hạn | điều kiện khác |
|---|---|---|---|---|---|---|---|
"""
TIMES = """
## Thời điểm và hạn

Hạn là hết ngày đó theo giờ Việt Nam. Thời điểm của một việc do người ghi khai (`--at`; không khai là bây giờ), thứ tự các việc thì chuỗi giữ. Vì vậy:

- Việc ghi trước lúc mở đợt bị từ chối. `--at` sau đồng hồ của máy quá 10 phút cũng bị từ chối ở dòng lệnh.
- Việc còn trong hạn hay không, và cơ quan nào có thẩm quyền hôm đó, tính theo thời điểm **muộn hơn** trong hai: thời điểm của chính việc ấy, và thời điểm muộn nhất
  đã có trong sổ trừ 10 phút (các đồng hồ lệch nhau). Gõ `--at` cũ sau khi sổ đã có việc quá hạn thì không lọt được xuống dưới hạn; giấy đến muộn thì mở lại, có người thứ hai.
  Việc ghi lùi ngày mà hạn không cấm (điểm chấm hôm thứ ba, thứ sáu mới gõ) vẫn ghi được, kèm cảnh báo; `ledger verify` nhắc lại.
- Việc nhận từ gói trao đổi mang thời điểm nhận (`--received`), theo cùng luật: nhập gói ngay khi nhận, trước những việc ghi sau.

Một cơ quan có **hạn riêng** khi:

| do | ai đặt | sửa bằng |
|---|---|---|
| bị trả lại (`return --until`) | một người | `return` lần nữa khi hạn riêng chưa qua; hoặc `reopen` |
| được mở lại (`reopen --until`) | hai người | `reopen` lần nữa về đúng giai đoạn ấy |
| sang một giai đoạn đã hết hạn chung (`lock --until`, `publish --until`) | người chốt, người công bố | `reopen` về đúng giai đoạn ấy |

Chốt một giai đoạn mà giai đoạn sau đã hết hạn chung thì phải có `--until`, không thì bị từ chối và nêu tên các cơ quan: chuyển sang đó không kèm hạn riêng thì không ai chấm hay
giải trình được nữa. Công bố sau hạn kiến nghị cũng vậy. Hạn chung còn thì `--until` bị từ chối. Vì sao: [quyết định 0020](../decisions/0020-thoi-diem-va-han-rieng.md).
"""

PAPERS = """
## Kết quả và văn bản của đợt

`campaign publish --output` và `campaign results` ghi mỗi cơ quan một tệp kết quả mang đủ các dòng điểm ([khóa `appraisal`](json.md)); từ các tệp ấy:

| muốn có | lệnh |
|---|---|
| báo cáo kết quả thẩm định từng cơ quan, bảng tổng hợp của khối | `scoring report KẾT-QUẢ --store KHO --format docx,pdf` |
| trang của cơ quan, của khối; bảng số liệu | `scoring report KẾT-QUẢ --store KHO --format html,md,xlsx,csv` |
| chênh lệch theo nguyên nhân: cơ quan, khối, tiêu chí, từng lần chấm | `scoring campaign discrepancies --format html` (hoặc `md`, `csv`, `xlsx`, `docx`, `pdf`) |

`--store` (hay `--bundle`, `--keys`) đối chiếu tệp với sổ cái, xem [Kiểm tra lại một kết quả](../how-to/kiem-tra-lai.md); khi ấy mọi bản đều in mã đầu chuỗi, không thì in
“chưa đối chiếu với sổ cái” thay cho nó, cho quyết định và chữ “chính thức”. Cơ quan không có hồ sơ được nêu riêng bằng lời: không có điểm, không xếp hạng, không tính vào số cơ quan của khối. Chưa công bố thì
mang dấu “CHƯA CÔNG BỐ” và không gọi là “chính thức”. Lẫn kết quả của nhiều thời điểm sổ cái thì bảng xếp hạng nói ra, kèm từng mã đầu chuỗi. Vì sao:
[quyết định 0021](../decisions/0021-ket-qua-mang-du-dong-diem.md).
"""


def _names(ids: tuple[str, ...], words: Mapping[str, tuple[str, str]]) -> str:
    return ", ".join(f"{words[id][0]} (`{id}`)" for id in ids)


def _row(act: Act, one: Move) -> str:
    after = f"{STATUSES[one.leads_to][0]} (`{one.leads_to}`)" if one.leads_to else "giữ nguyên"
    cells = [
        f"{act.words[0]} (`{act.id}`)",
        _names(one.kinds, KINDS),
        _names(one.statuses, STATUSES),
        _names(one.roles, ROLES),
        after,
        "phải có" if one.reason else "–",
        "có" if one.in_time else "–",
        one.also[0] or "–",
    ]
    return f"| {' | '.join(cells)} |\n"


def _cause(id: str) -> str:
    takes, adds = cause_words(id, -1).vi, cause_words(id, 1).vi
    return takes if takes == adds else f"{takes}; khi cộng điểm: {adds}"


def page() -> str:
    """The whole page."""
    parts = [HEAD, *(_row(act, move) for act in ACTS.values() for move in act.moves)]
    parts.append(
        "\nNgoài bảng: mở đợt (`opened`) là bản ghi đầu tiên, do thư ký, chủ tịch hội đồng hoặc cấp quyết định; chọn mẫu (`sampled`) do ai "
        "trong đợt cũng làm được, trừ cơ quan được đánh giá, và không đổi trạng thái. Mở lại (`reopened`) chỉ có hiệu lực khi người thứ hai "
        "tự xác nhận (`confirmed`), lúc đó mọi điều kiện được xét lại; cùng một khóa ký cả hai thì bị từ chối.\n"
    )
    parts.append(TIMES)
    parts.append("\n## Nguyên nhân chênh lệch\n\n| mã | nghĩa |\n|---|---|\n")
    parts += [f"| `{id}` | {_cause(id)} |\n" for id in (*CAUSES, BY_FACTS)]
    parts.append(
        "\nMỗi lần điểm khác mức trước, phần thay đổi được chia hết theo nguyên nhân; cộng các phần qua mọi vòng ra đúng chênh lệch giữa "
        "điểm tự chấm và điểm chính thức.\n"
    )
    parts.append(PAPERS)
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
