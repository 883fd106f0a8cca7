"""Fixed phrases that stand in more than one place, each in Vietnamese and in English."""

from __future__ import annotations

AGENCIES_AND_GROUPS = ("Cơ quan và nhóm tiêu chí", "Agencies and groups")
ALL_CLAIMS_EQUAL = (
    "Điểm tự chấm của mọi cơ quan khớp điểm tính được.",
    "Every agency's claim equals the computed points.",
)
BASIS = ("Căn cứ", "Basis")
BLOCK_SUMMARY = ("Bảng tổng hợp của khối", "The block's summary")
BY_LOSS = ("tiêu chí; ghi theo số điểm mất.", "criteria, the most first.")
CRITERIA_FROM = ("Căn cứ của tiêu chí", "Where the criteria come from")
EACH_BESIDE = ("Từng tiêu chí so với", "Each criterion beside")
ESTABLISHED = ("Sự việc cơ quan thẩm định ghi nhận", "Facts established by the appraising body")
FINDINGS_OF_ALL = ("Phát hiện ở các cơ quan", "Findings across agencies")
GAPS_TITLE = ("Chênh lệch giữa điểm tự chấm và điểm chính thức", "Gaps between claimed and official points")
GAP_COLUMN = ("Chênh lệch (chính thức − tự chấm)", "Gap (official − claimed)")
GAP_SIGN = (
    "Chênh lệch: điểm chính thức trừ điểm tự chấm (không tự chấm: trừ điểm theo hồ sơ); mỗi phần theo nguyên nhân.",
    "Gap: official less claimed points (by the dossier where nothing is claimed); each part by its cause.",
)
LIST_OPEN = ("danh sách chưa chốt", "list not closed")
LOSSES = ("Nội dung chưa đạt, việc cần làm", "Points lost and what regains them")
MARGINS = ("Khoảng cách tới các loại", "Distance to the classes")
NOBODY_RANKED = ("Chưa có cơ quan nào đủ số liệu để xếp hạng.", "No agency is complete enough to be ranked.")
NOTHING_LOST = ("Không mất điểm nào.", "Nothing lost.")
NOT_DUE = ("Kỳ báo cáo ngoài thời gian cơ quan tồn tại", "Reports due while the agency did not exist")
NOT_EVALUATED = ("Hồ sơ không chấm được", "Dossiers that could not be evaluated")
NO_CLAIMS = ("Không cơ quan nào khai điểm tự chấm.", "No agency claimed points.")
NO_DOSSIER = ("Không có hồ sơ: không có điểm, không xếp hạng", "No dossier: no points, not ranked")
NO_EARLIER = ("chưa có kết quả kỳ trước", "no earlier result")
NO_EVIDENCE = ("Chưa có minh chứng nào.", "No evidence yet.")
NO_GAP = ("Không có chênh lệch nào.", "There is no gap.")
NO_LINES = (
    "Tệp kết quả này không ghi các dòng điểm (lập bằng bản chương trình cũ).",
    "This result does not tell its lines of points (made by an older version).",
)
NO_OFFICIAL_POINTS = ("chưa có điểm chính thức", "without official points")
NO_OUTLIER = ("Không có nhóm nào khác thường theo quy tắc này.", "Nothing stands out by this rule.")
NO_QUARTILES = (
    "Chưa đủ bốn cơ quan có số liệu để tính tứ phân vị.",
    "Fewer than four agencies have data: no quartiles.",
)
OPEN_CRITERIA = ("Tiêu chí còn thiếu", "Open criteria")
OTHERS_EQUAL_CLAIM = ("tiêu chí khác: điểm bằng điểm tự chấm", "other criteria: points equal the claim")
RESULTS_TITLE = ("Kết quả chấm điểm, phân loại công tác dân vận", "Assessment of mass mobilization work")
TWO_APPRAISERS = ("Hai người chấm cùng tiêu chí", "Two appraisers of the same criteria")
UNCONFIRMED = ("Số mục của thang điểm chưa xác nhận với văn bản gốc", "Scheme items not yet confirmed")
