"""What all parts of a result share: how they are frozen and written, and the texts they are made of."""

from __future__ import annotations

from typing import Annotated, Any, Self, dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _FrozenMeta(msgspec.StructMeta):
    """Makes every struct frozen and its fields keywords, so that no class has to repeat it."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        """Create the class."""
        options = {"frozen": True, "kw_only": True, **options}
        return super().__new__(cls, name, bases, namespace, **options)


class Frozen(msgspec.Struct, metaclass=_FrozenMeta):
    """A value that never changes; its fields are keywords unless a class says ``kw_only=False``."""


class Part(Frozen, omit_defaults=True, rename=lambda name: name.rstrip("_")):
    """A part of a result. A field is written under its own name, without the ``_`` that keeps it apart from a Python
    keyword. A field with a default is absent from the JSON while it has that default; all others are always there.
    """


Points = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$", max_length=400)]
"""Points as decimal text: ``"7.50"``."""
Exact = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?$", max_length=400)]
"""An exact number as text: ``"7.5"`` or ``"23/24"``."""
Digest = Annotated[str, msgspec.Meta(pattern=r"^(sha256:[0-9a-f]{64})?$")]
"""A SHA-256 digest as ``sha256:…``; empty where none was recorded."""
Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", extra_json_schema={"format": "date"})]
"""A day as ``2025-12-31``."""
PartialDay = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
"""A date as far as the paper gives it: ``2025``, ``2025-12`` or ``2025-12-31``."""
PeriodText = Annotated[str, msgspec.Meta(pattern=r"^[12][0-9]{3}(-(H[12]|Q[1-4]))?$")]
"""A period: ``2025``, ``2025-H1`` or ``2025-Q3``."""
Instant = Annotated[str, msgspec.Meta(pattern=r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$")]
"""An instant in UTC: ``2025-12-10T02:30:00Z``."""
Count = Annotated[int, msgspec.Meta(ge=0)]
"""How many."""
Fact = str | bool | None
"""A measured value or an intermediate one: numbers are exact texts."""
Json = dict[str, Any]
"""Plain data whose form something else defines: the parameters of a leaf kind."""


class Texts(Part):
    """A sentence in both languages."""

    vi: str
    en: str

    @classmethod
    def of(cls, words: tuple[str, str]) -> Self:
        """The Vietnamese and the English text."""
        return cls(vi=words[0], en=words[1])


class Span(Part):
    """Points that are certain, and points that can still be attained."""

    certain: Points
    attainable: Points
