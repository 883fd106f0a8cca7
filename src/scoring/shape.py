"""From errors of reading a model to diagnostics with a code, a place and a guess of what was meant."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic_core import ValidationError

from scoring.diagnostics import MOST_GUESSES, Diagnostic, did_you_mean, has_errors, sort
from scoring.errors import InvalidInput
from scoring.models import CAREFULLY, PLAINLY, Model
from scoring.yaml_source import Document, Path_

M = TypeVar("M", bound=Model)
_CUSTOM = {
    "scoring_empty": "SC208", "scoring_text": "SC203", "scoring_id": "SC207",
    "scoring_float": "SC210", "scoring_number": "SC205", "scoring_negative": "SC211",
    "scoring_date": "SC206", "scoring_period": "SC212", "scoring_exactly_one": "SC209",
    "scoring_missing_key": "SC202",
}  # fmt: skip
_WANTED = {
    "scoring_text": ("chữ", "text"),
    "string_type": ("chữ", "text"),
    "bool_type": ("true hoặc false", "true or false"),
    "list_type": ("danh sách", "a list"),
    "dict_type": ("bảng khóa: giá trị", "a mapping"),
    "model_type": ("bảng khóa: giá trị", "a mapping"),
    "int_type": ("số nguyên", "a whole number"),
    "int_parsing_size": ("số nguyên", "a whole number"),
    "none_required": ("bỏ trống", "nothing"),
    "date_type": ("ngày", "a date"),
}
_QUOTED = re.compile(r"'([^']*)'")


def _model_named(name: str) -> type[Model] | None:
    stack: list[type[Model]] = [Model]
    while stack:
        model = stack.pop()
        if model.__name__ == name:
            return model
        stack += model.__subclasses__()
    return None


def _options(annotation: Any) -> Iterator[Any]:
    """The alternatives an annotation stands for, with Annotated and unions opened."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from _options(one)
    else:
        yield annotation


def _step(annotation: Any, part: str | int) -> list[Any]:
    found: list[Any] = []
    for one in _options(annotation):
        origin, args = get_origin(one), get_args(one)
        if origin in (list, tuple) and isinstance(part, int):
            found.append(args[0])
        elif origin is dict:
            found.append(args[1])
        elif isinstance(one, type) and issubclass(one, Model):
            for name, info in one.model_fields.items():
                if part in (name, info.key):
                    found.append(info.annotation)
    return found


def _keys(model: type[Model] | None, path: Path_) -> list[str]:
    """Keys the model at `path` knows, as they are written."""
    if model is None:
        return []
    found: list[Any] = [model]
    for part in path:
        below = [one for annotation in found for one in _step(annotation, part)]
        # Pydantic names the member of a union in its path; no key stands for that.
        found = below or found
    return [
        info.key
        for annotation in found
        for one in _options(annotation)
        if isinstance(one, type) and issubclass(one, Model)
        for name, info in one.model_fields.items()
    ]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "…" if isinstance(value, (dict, list)) else str(value)[:60]


def _one(error: Any, doc: Document, path: Path_, model: type[Model] | None, found_before: int) -> Diagnostic:
    kind, context = error["type"], error.get("ctx") or {}
    dotted = ".".join(map(str, path))
    if kind == "extra_forbidden":
        key = str(path[-1])
        keys = () if found_before > MOST_GUESSES else _keys(model, error["loc"][:-1])
        values = {"key": key, "guess": did_you_mean(key, keys, found_before)}
        return Diagnostic("SC201", doc.place(path, key=True), values, dotted)
    if kind == "missing":
        return Diagnostic("SC202", doc.place(path[:-1]), {"key": str(path[-1])}, dotted)
    place = doc.place(path)
    if kind == "literal_error":
        wanted = _QUOTED.findall(context["expected"]) or [context["expected"]]
        value = _shown(error["input"])
        values = {"value": value, "wanted": ", ".join(wanted), "guess": did_you_mean(value, wanted, found_before)}
        return Diagnostic("SC204", place, values, dotted)
    if kind in ("too_short", "too_long"):
        low, high = context.get("min_length"), context.get("max_length")
        if not context["actual_length"]:
            return Diagnostic("SC208", place, {}, dotted)
        wanted_vi = f"ít nhất {low} phần tử" if kind == "too_short" else f"nhiều nhất {high} phần tử"
        wanted_en = f"at least {low} items" if kind == "too_short" else f"at most {high} items"
        return Diagnostic("SC203", place, {"wanted": wanted_vi, "wanted_en": wanted_en}, dotted)
    if kind in _WANTED:
        wanted_vi, wanted_en = _WANTED[kind]
        return Diagnostic("SC203", place, {"wanted": wanted_vi, "wanted_en": wanted_en}, dotted)
    if kind == "scoring_no_use":
        key = str(context["key"])
        return Diagnostic("SC201", doc.place((*path, key), key=True), {"key": key}, dotted)
    if kind in _CUSTOM:
        values = {str(name): _shown(value) for name, value in context.items()}
        if kind == "scoring_exactly_one":
            names, _, given = error["msg"].partition("|")
            values = {"names": names, "given": given or "–"}
        return Diagnostic(_CUSTOM[kind], place, values, dotted)
    return Diagnostic("SC299", place, {"why": error["msg"]}, dotted)


# A value no member of a union takes gives one error for each member; the most telling one is kept.
_TELLING = ("SC201", "SC202", "SC209", "SC208", "SC204", "SC207", "SC205", "SC206", "SC203")


def model_of(model: type[M], doc: Document) -> M:
    """The data of a document as a model. Raises InvalidInput, with the problems of reading, if they lack its
    shape.
    """
    if doc.data is None and has_errors(doc.diagnostics):
        raise InvalidInput(sort(doc.diagnostics))
    try:
        return model.model_validate(doc.data)
    except ValidationError as error:
        raise InvalidInput(sort([*doc.diagnostics, *shape_problems(error, doc)])) from None


def shape_problems(error: ValidationError, doc: Document, prefix: Path_ = ()) -> list[Diagnostic]:
    """Pydantic's errors as SC2xx diagnostics; `prefix` is where the validated value stands in `doc`."""
    model = _model_named(error.title)
    by_place: dict[tuple[Any, str], Diagnostic] = {}
    for one in error.errors(include_url=False):
        *steps, last = one["loc"] or ("",)
        if last == PLAINLY:
            continue
        where = (*prefix, *steps) if last == CAREFULLY else (*prefix, *one["loc"])
        found = _one(one, doc, where, model, len(by_place))
        # Two unknown or missing keys of one mapping are two problems.
        slot = (found.place, found.values.get("key", ""))
        other = by_place.get(slot)
        if other is None or _rank(found) < _rank(other):
            by_place[slot] = found
    return sort(by_place.values())


def _rank(one: Diagnostic) -> int:
    return _TELLING.index(one.code) if one.code in _TELLING else len(_TELLING)
