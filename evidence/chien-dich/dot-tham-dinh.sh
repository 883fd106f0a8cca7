#!/bin/sh
# Cả một đợt thẩm định của khối sáu xã hư cấu, từ mở đợt đến công bố lại sau kiến nghị.
# Chạy ở thư mục gốc của dự án; kho sổ cái và kết quả nằm ở nơi biến SCORING_STORE và KET_QUA chỉ đến.
# Giờ ghi sổ viết sẵn bằng --at để ai chạy cũng ra đúng một sổ cái; làm thật thì bỏ --at.
set -eu
: "${SCORING_STORE:=dot-tham-dinh.db}" "${KET_QUA:=ket-qua-tham-dinh}"
export SCORING_STORE
cd_=evidence/chien-dich

# Đã chạy đến cuối thì giữ nguyên: sổ cái không ghi lại từ đầu.
if [ -f "$SCORING_STORE" ] && [ -d "$KET_QUA/cong-bo-lai" ]; then
  echo "Đợt đã có trong $SCORING_STORE, kết quả ở $KET_QUA: giữ nguyên. Muốn chạy lại từ đầu, xóa cả hai." >&2
  exit 0
fi

# 1. Mở đợt, nộp hồ sơ
scoring campaign init $cd_/campaign.yaml --by thu-ky --at "2025-11-20 08:00"
scoring campaign submit $cd_/ho-so/xa-minh-hoa-k.yaml --at "2025-12-08 09:00"
scoring campaign submit $cd_/ho-so/xa-minh-hoa-l.yaml --at "2025-12-09 10:30"
scoring campaign submit $cd_/nop-lan-dau/xa-minh-hoa-m.yaml --at "2025-12-09 14:00"
scoring campaign submit $cd_/ho-so/xa-minh-hoa-p.yaml --at "2025-12-11 15:45"
scoring campaign return xa-minh-hoa-m --by thu-ky --until 2025-12-15 --reason "Thiếu biên bản hội nghị góp ý nêu trong báo cáo" --at "2025-12-12 16:00"
scoring campaign submit $cd_/ho-so/xa-minh-hoa-q.yaml --at "2025-12-12 23:59"
scoring campaign lock nop --by thu-ky --at "2025-12-13 08:00"
scoring campaign status --as-of "2025-12-13 08:30"
scoring campaign submit $cd_/ho-so/xa-minh-hoa-m.yaml --at "2025-12-15 16:20"
scoring campaign lock nop --by thu-ky --at "2025-12-15 17:00"

# 2. Chọn mẫu kiểm tra thực tế, thẩm định vòng 1
scoring campaign sample 6 --seed 2025-12-16 --by thu-ky --at "2025-12-16 08:00"
scoring campaign sample --again 11
scoring campaign appraise --file $cd_/quyet-dinh/vong-1-thanh-vien-1.yaml --by thanh-vien-1 --at "2025-12-17 16:00"
scoring campaign appraise --file $cd_/quyet-dinh/vong-1-thanh-vien-2.yaml --by thanh-vien-2 --at "2025-12-18 16:00"
scoring campaign appraise --file $cd_/quyet-dinh/vong-1-thanh-vien-3.yaml --by thanh-vien-3 --at "2025-12-18 17:00"
scoring campaign lock vong-1 --by thu-ky --at "2025-12-19 17:00"

# 3. Giải trình, thẩm định vòng 2, họp hội đồng
scoring campaign explain IV.2 --by xa-minh-hoa-k --reason "Bản có chữ ký đang lưu ở hồ sơ tiếp công dân" --at "2025-12-22 09:00"
scoring campaign explain VII.3 --by xa-minh-hoa-q --reason "Nguyên nhân được phân tích ở phụ lục 2 của báo cáo" --at "2025-12-23 09:00"
scoring campaign lock giai-trinh --by thu-ky --at "2025-12-25 08:00"
scoring campaign appraise xa-minh-hoa-k IV.2 2 --by thanh-vien-2 --at "2025-12-26 10:00"
scoring campaign lock vong-2 --by thu-ky --at "2025-12-31 08:00"
scoring campaign appraise xa-minh-hoa-q VII.3 1.5 --by chu-tich --cause judgement --reason "Chấp nhận giải trình: phụ lục 2 có phân tích" --at "2026-01-05 15:00"
scoring campaign lock hoi-dong --by chu-tich --at "2026-01-06 17:00"

# 4. Công bố, kiến nghị, công bố lại
scoring campaign publish --decision "1/QĐ-UBND (hư cấu)" --by ubnd-tinh --at "2026-01-12 09:00" --output $KET_QUA/cong-bo
scoring campaign appeal V.1 --by xa-minh-hoa-p --reason "Nhiệm vụ dân vận khéo ghi ở Điều 3 của kế hoạch, kèm bản chụp" --at "2026-01-15 09:00"
scoring campaign decide xa-minh-hoa-p V.1 --points 4 --cause evidence-refused --reason "Điều 3 có ghi; chấp nhận minh chứng" --by ubnd-tinh --at "2026-01-19 09:00"
scoring campaign publish --decision "2/QĐ-UBND (hư cấu)" --by ubnd-tinh --at "2026-01-23 09:00" --output $KET_QUA/cong-bo-lai

# 5. Nhìn lại
scoring campaign discrepancies
scoring campaign history xa-minh-hoa-m
scoring compare $KET_QUA/cong-bo/xa-minh-hoa-p.json $KET_QUA/cong-bo-lai/xa-minh-hoa-p.json --store $SCORING_STORE
scoring ledger verify
