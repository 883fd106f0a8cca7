"""Accounts: nobody signs up, administrators make them; messages of signing in speak Vietnamese."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest
from django.utils.translation import get_language

from scoring.text import in_lang

_WORDS = {
    "username_password_mismatch": ("Sai tên đăng nhập hoặc mật khẩu.", "The name or the password is wrong."),
    "too_many_login_attempts": ("Thử quá nhiều lần; hãy chờ rồi thử lại.", "Too many attempts; wait and try again."),
    "account_inactive": ("Tài khoản đang bị khóa.", "The account is locked."),
    "incorrect_password": ("Mật khẩu không đúng.", "The password is wrong."),
    "enter_current_password": ("Hãy nhập mật khẩu hiện tại.", "Type the current password."),
    "incorrect_code": ("Mã không đúng.", "The code is wrong."),
    "cannot_delete_authenticator": ("Không tắt được xác thực hai bước.", "Two-step sign-in cannot be turned off."),
    "cannot_generate_recovery_codes": ("Hãy bật xác thực hai bước trước.", "Turn on two-step sign-in first."),
    "unverified_email": ("Không bật được xác thực hai bước.", "Two-step sign-in cannot be turned on."),
    "rate_limited": ("Thử quá nhiều lần; hãy chờ rồi thử lại.", "Too many attempts; wait and try again."),
}


class Messages(dict[str, Any]):
    """The texts of signing in, in the reader's language."""

    def __getitem__(self, key: str) -> Any:
        """The text; one we have no word for as the library has it."""
        if key in _WORDS:
            vi, en = _WORDS[key]
            return in_lang(get_language() or "vi", vi, en)
        return super().__getitem__(key)


class Adapter(DefaultAccountAdapter):
    """What allauth asks of us."""

    error_messages = Messages(DefaultAccountAdapter.error_messages)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by an administrator."""
        return False


class LongEnough(MinimumLengthValidator):
    """The rule on a password's length; Django has no Vietnamese for it."""

    def get_error_message(self) -> str:
        """What is wrong, in the reader's language."""
        return in_lang(get_language() or "vi", f"Mật khẩu phải có ít nhất {self.min_length} ký tự.",
                       f"The password needs at least {self.min_length} characters.")  # fmt: skip


class SecondStep(DefaultMFAAdapter):
    """What allauth's second step asks of us."""

    error_messages = Messages(DefaultMFAAdapter.error_messages)
