"""Fixed phrases that stand in more than one place, each in Vietnamese and in English."""

from __future__ import annotations

from scoring.text import in_lang

AGENCIES_AND_GROUPS = ("Cơ quan và nhóm tiêu chí", "Agencies and groups")
AGENCY_COLUMN = ("Cơ quan, đơn vị", "Agency")
ALL_BLOCKS = ("tất cả các khối", "all blocks")
ALL_CLAIMS_EQUAL = (
    "Điểm tự chấm của mọi cơ quan khớp điểm tính được.",
    "Every agency's claim equals the computed points.",
)
APPRAISED_RESULTS = ("Kết quả thẩm định", "Appraised results")
APPRAISERS = ("Hai người chấm", "Appraisers")
AS_OF = ("tính đến ngày", "as of")
BASIS = ("Căn cứ", "Basis")
BLOCK_SUMMARY = ("Bảng tổng hợp của khối", "The block's summary")
BY_DOSSIER = ("Theo hồ sơ", "By dossier")
BY_LOSS = ("tiêu chí; thiếu nhiều nhất trước.", "criteria, the most first.")
BY_THE_DOSSIER = ("Theo hồ sơ", "By the dossier")
CAN_ADD = ("Còn thêm được", "Can add")
CLASS_REACHED = ("đạt loại này", "reached")
COOPERATING_UNIT = ("Đơn vị phối hợp", "With")
CRITERIA_FROM = ("Căn cứ của tiêu chí", "Where the criteria come from")
CRITERIA_WITH_GAP = ("Tiêu chí chênh", "With a gap")
DATA_MISSING = ("Còn thiếu số liệu", "Incomplete")
DATA_OF_THE_WHOLE_RUN = ("Số liệu cả đợt", "Data of the whole run")
DISTRIBUTION_OVER_THE_CLASSES = ("Phân bố theo loại", "Distribution over the classes")
DOSSIER_HANDED_IN = ("hồ sơ nộp lúc", "dossier handed in")
DOSSIER_HANDED_IN_ON = ("Hồ sơ nộp ngày", "Dossier handed in on")
DOSSIER_NOTE = ("Ghi chú của hồ sơ", "The dossier’s note")
EACH_BESIDE = ("Từng tiêu chí so với", "Each criterion beside")
EACH_CRITERION = ("Từng tiêu chí", "Each criterion")
ESTABLISHED = ("Sự việc cơ quan thẩm định ghi nhận", "Facts established by the appraising body")
ESTABLISHED_BESIDE = (
    "Sự việc cơ quan thẩm định ghi nhận ngoài hồ sơ",
    "Facts the appraising body established beside the dossier",
)
EVIDENCE_MISSING = ("Thiếu minh chứng", "Evidence missing")
FINDINGS_OF_ALL = ("Phát hiện ở các cơ quan", "Findings across agencies")
FOR_A_BETTER_CLASS = ("Muốn lên loại", "For a better class")
GAPS_TITLE = ("Chênh lệch giữa điểm tự chấm và điểm chính thức", "Gaps between claimed and official points")
GAP_AND_CAUSES = ("Chênh lệch, nguyên nhân", "Gap and causes")
GAP_COLUMN = ("Chênh lệch (chính thức − tự chấm)", "Gap (official − claimed)")
GAP_SIGN = (
    "Chênh lệch: điểm chính thức trừ điểm tự chấm (không tự chấm: trừ điểm theo hồ sơ); mỗi phần theo nguyên nhân.",
    "Gap: official less claimed points (by the dossier where nothing is claimed); each part by its cause.",
)
GROUP_OR_CRITERION = ("Nhóm, tiêu chí", "Group, criterion")
HAS_NO_DOSSIER = ("không có hồ sơ", "no dossier")
ITEMS_MISSING = ("Mục còn thiếu", "Items missing")
LEADING_UNIT = ("Đơn vị chủ trì", "Unit")
LIST_OPEN = ("danh sách chưa chốt", "list not closed")
LOSSES = ("Nội dung chưa đạt, việc cần làm", "Points short and what earns them")
MARGINS = ("Khoảng cách tới các loại", "Distance to the classes")
NOBODY_RANKED = ("Chưa có cơ quan nào đủ số liệu để xếp hạng.", "No agency is complete enough to be ranked.")
NOTES_ON_THE_DOSSIER = ("Lưu ý về hồ sơ", "Notes on the dossier")
NOTHING_SHORT = ("Không thiếu điểm nào.", "No points short.")
NOT_CERTAIN = ("chưa chắc chắn", "not certain")
NOT_CLASSIFIED = ("không phân loại", "not classified")
NOT_COMPARABLE = ("không so được", "not comparable")
NOT_DUE = ("Kỳ báo cáo ngoài thời gian cơ quan tồn tại", "Reports due while the agency did not exist")
NOT_EVALUATED = ("Hồ sơ không chấm được", "Dossiers that could not be evaluated")
NOT_RANKED = ("Không xếp hạng", "Not ranked")
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
NO_POINTS = ("không có hồ sơ, không có điểm", "no dossier, no points")
NO_QUARTILES = (
    "Chưa đủ bốn cơ quan có số liệu để tính tứ phân vị.",
    "Fewer than four agencies have data: no quartiles.",
)
NUMBER_OF_AGENCIES = ("Số cơ quan", "Agencies")
NUMBER_OF_TASKS = ("Số nhiệm vụ", "Number of tasks")
ON_THIS_PAGE = ("Trong trang này", "On this page")
OPEN_CRITERIA = ("Tiêu chí còn thiếu", "Open criteria")
OTHERS_EQUAL_CLAIM = ("tiêu chí khác: điểm bằng điểm tự chấm", "other criteria: points equal the claim")
OVER_THE_PERIODS = ("Qua các kỳ", "Over the periods")
POINTS_BY_GROUP = ("Điểm theo nhóm", "Points by group")
POINTS_BY_UNIT = ("Điểm theo đơn vị", "Points by unit")
POINTS_SHORT = ("Điểm thiếu", "Points short")
RESULTS_TITLE = ("Kết quả chấm điểm, phân loại công tác dân vận", "Assessment of mass mobilization work")
SHARE_OF_THE_AGENCY = ("Phần của cơ quan", "Share of the agency")
SHORT = ("Thiếu", "Short")
SINCE_THE_EARLIER_PERIOD = ("So với kỳ trước", "Since the earlier period")
STANDS_OUT = ("Điểm cần xem lại", "What stands out")
STILL_POSSIBLE = ("còn có thể", "still possible")
TWO_APPRAISERS = ("Hai người chấm cùng tiêu chí", "Two appraisers of the same criteria")
UNCONFIRMED = ("Số mục của thang điểm chưa xác nhận với văn bản gốc", "Scheme items not yet confirmed")
UNITS_WITHOUT_EXTRAS = ("Chưa kể điểm cộng, điểm trừ.", "Bonus and penalty are not counted.")
USED_FOR = ("Dùng cho mục", "Used for")
WITHOUT_DOSSIER = ("không có hồ sơ", "without a dossier")
WORKING_POINTS = (
    "điểm và mức là mức làm việc, chưa đối chiếu văn bản",
    "points and thresholds are provisional, not yet compared with the decision",
)


def by_name(lang: str) -> dict[str, str]:
    """The phrases in a language, by their names in small letters, for templates that are no Python."""
    return {name.lower(): in_lang(lang, *pair) for name, pair in globals().items() if name.isupper()}
