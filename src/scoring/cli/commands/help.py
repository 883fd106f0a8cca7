"""`scoring help CODE`: what a diagnostic means and what to do."""

from __future__ import annotations

from scoring.cli.app import COMMANDS
from scoring.cli.terminal.console import settings, t, write
from scoring.cli.terminal.options import argument, command
from scoring.diagnostics import Diagnostic, did_you_mean, severity_word
from scoring.errors import UsageProblem


@command("help", "Giải thích một mã thông báo, ví dụ SC203.", "Explain a diagnostic code such as SC203.")
@argument("code", "Mã thông báo; bỏ trống để liệt kê tất cả.", "The code; leave out to list all.", required=False)
def command_(code: str | None) -> None:
    from scoring.catalog import all_codes

    codes = all_codes()
    vi = settings.lang == "vi"
    if code is None:
        write(
            "".join(
                f"{name}  {severity_word(one.severity, settings.lang):<8} {one.vi if vi else one.en}\n"
                for name, one in codes.items()
            )
        )
        return
    wanted = code.upper()
    if wanted not in codes:
        guess = did_you_mean(wanted, codes)
        if code.lower() in COMMANDS:
            guess = f"scoring {code.lower()} --help"
        raise UsageProblem([Diagnostic("SC626", None, {"item": code, "guess": guess})])
    one = codes[wanted]
    write(f"{wanted} ({severity_word(one.severity, settings.lang)})\n  {one.vi if vi else one.en}\n")
    hint = one.hint_vi if vi else one.hint_en
    if hint:
        write(f"  {t('Cách xử lý', 'What to do')}: {hint}\n")
