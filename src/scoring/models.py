"""The base of every model read from a file: fields come from annotations, the core of pydantic checks the data.

pydantic's own base class does the same and more, but loading it and letting it build our classes takes half the time
of evaluating one dossier. It is loaded for JSON schemas alone, which it makes of the same description of a model.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Mapping
from copy import deepcopy
from inspect import get_annotations
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, Union, dataclass_transform, get_args, get_origin

from pydantic_core import SchemaValidator

Schema = dict[str, Any]
"""A description of data as pydantic's core takes it, see `pydantic_core.core_schema`."""
_MISSING: Any = object()
_PLAIN_TYPES: dict[Any, Schema] = {
    Any: {"type": "any"},
    str: {"type": "str"},
    int: {"type": "int"},
    bool: {"type": "bool"},
    type(None): {"type": "none"},
}
_EVALUATED: dict[tuple[str, str], Any] = {}
"""Types by the module and the text that names them there."""
F = TypeVar("F", bound=Callable[[Any], Any])


class FieldInfo:
    """What is said of a field besides its type: its default, its key in a file, the length of a list."""

    __slots__ = ("alias", "default", "default_factory", "hidden", "limits", "name", "owner")

    def __init__(
        self,
        default: Any,
        *,
        default_factory: Callable[[], Any] | None,
        alias: str | None,
        hidden: bool,
        limits: dict[str, Any],
    ) -> None:
        self.default, self.default_factory = default, default_factory
        self.alias, self.hidden, self.limits = alias, hidden, limits
        self.owner: type[Model] = Model
        self.name = ""

    @property
    def key(self) -> str:
        """What the field is called in a file."""
        return self.alias or self.name

    @property
    def annotation(self) -> Any:
        """The field's type."""
        return self.owner.hints()[self.name]

    def is_required(self) -> bool:
        """Whether there is no default."""
        return self.default is _MISSING and self.default_factory is None

    def get_default(self) -> Any:
        """The field's default, never shared between models."""
        return self.default_factory() if self.default_factory is not None else deepcopy(self.default)


def Field(  # noqa: N802 - it stands for a class where a model is written
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    alias: str | None = None,
    hidden: bool = False,
    min_length: int | None = None,
    max_length: int | None = None,
    strict: bool | None = None,
) -> Any:
    """What is said of a field besides its type.

    Args:
        alias: its key in a file.
        hidden: whether JSON schemas do not show it.
    """
    limits = {"min_length": min_length, "max_length": max_length, "strict": strict}
    return FieldInfo(
        default, default_factory=default_factory, alias=alias, hidden=hidden,
        limits={name: one for name, one in limits.items() if one is not None},
    )  # fmt: skip


class Read:
    """How a value of ours is read; stands in the annotation of its type."""

    __slots__ = ("json", "schema")

    def __init__(
        self, read: Callable[..., Any], json: Schema | None = None, *, context: bool = False, plainly: str | None = None
    ) -> None:
        """Nothing is read yet.

        Args:
            json: the JSON schema of the value; anything without it.
            context: whether `read` wants the context of reading, too.
            plainly: a pattern of texts that `read` would give back as they are; they are not handed to it.
        """
        self.json: Schema = {} if json is None else json
        kind = "with-info" if context else "no-info"
        self.schema: Schema = {"type": "function-plain", "function": {"type": kind, "function": read}}
        if plainly:
            fast = {"type": "str", "pattern": f"^(?:{plainly})$", "strict": True}
            choices = [(fast, PLAINLY), (self.schema, CAREFULLY)]
            self.schema = {"type": "union", "choices": choices, "mode": "left_to_right"}


PLAINLY, CAREFULLY = "\0plainly", "\0carefully"
"""How the path to what is wrong with a value ends that is read in one of two ways; no key is so named."""


class After:
    """What is done with a value after it was read; stands in the annotation of its type."""

    __slots__ = ("context", "function")

    def __init__(self, function: Callable[..., Any], *, context: bool = False) -> None:
        self.function, self.context = function, context


def checked(method: F) -> F:
    """Marks the method by which a model is looked at as a whole, once its fields are read; it returns the model."""
    method.checks_model = True  # type: ignore[attr-defined]
    return method


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
class Model:
    """Base of every model: frozen, unknown keys forbidden, no lax conversion."""

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")
    model_fields: ClassVar[dict[str, FieldInfo]] = {}
    """The fields in order, those of the base first."""
    model_config: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    """Read by pydantic where it makes a JSON schema."""
    carried: ClassVar[tuple[str, ...]] = ()
    """What is no field and yet goes with a copy."""
    _check: ClassVar[Callable[[Any], Any] | None] = None
    _hints: ClassVar[dict[str, Any]]
    _validator: ClassVar[SchemaValidator]

    def __init_subclass__(cls) -> None:
        fields = dict(cls.model_fields)
        for name, annotation in get_annotations(cls).items():
            if str(annotation).startswith(("ClassVar", "typing.ClassVar")):
                continue
            given = cls.__dict__.get(name, _MISSING)
            if not isinstance(given, FieldInfo):
                given = Field(default=given)
            if name in cls.__dict__:
                # A class must not answer for what its instance lacks.
                delattr(cls, name)
            given.owner, given.name = cls, name
            fields[name] = given
        cls.model_fields = fields
        for one in list(cls.__dict__.values()):
            if getattr(one, "checks_model", False):
                cls._check = one

    def __init__(self, /, **data: Any) -> None:
        self._of_class().validate_python(data, self_instance=self)

    @classmethod
    def model_validate(cls, data: Any, *, context: Mapping[str, Any] | None = None) -> Self:
        """The model of plain data; a model stays as it is. Raises ValidationError with all that is wrong."""
        found: Self = cls._of_class().validate_python(data, context=dict(context) if context else None)
        return found

    @classmethod
    def model_construct(cls, **values: Any) -> Self:
        """A model of values that are known to be right."""
        given = {name: values[name] if name in values else one.get_default()
                 for name, one in cls.model_fields.items() if name in values or not one.is_required()}  # fmt: skip
        found = cls.__new__(cls)
        found.__setstate__((given, set(values)))
        return found

    def model_copy(self, *, update: Mapping[str, Any] = MappingProxyType({})) -> Self:
        """The model with these fields changed; they are not checked. What was computed of the old ones is forgotten."""
        found = type(self).__new__(type(self))
        kept = {name: one for name, one in self.__dict__.items() if name in self.model_fields or name in self.carried}
        found.__setstate__(({**kept, **update}, self.model_fields_set | update.keys()))
        return found

    @property
    def model_fields_set(self) -> set[str]:
        """The fields that were given."""
        found: set[str] = self.__pydantic_fields_set__  # type: ignore[attr-defined]
        return found

    @classmethod
    def hints(cls) -> dict[str, Any]:
        """The types of the fields; those written as texts are names of the module in which the class stands."""
        if "_hints" not in cls.__dict__:
            own = get_annotations(cls).items()
            cls._hints = {name: _evaluated(one, cls.__module__) for name, one in own if name in cls.model_fields}
        return cls._hints

    @classmethod
    def _of_class(cls) -> SchemaValidator:
        if "_validator" not in cls.__dict__:
            cls._validator = SchemaValidator(core_schema(cls))
        return cls._validator

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be deleted")

    def __getstate__(self) -> tuple[dict[str, Any], set[str]]:
        return self.__dict__, self.model_fields_set

    def __setstate__(self, state: tuple[dict[str, Any], set[str]]) -> None:
        put = object.__setattr__
        put(self, "__dict__", dict(state[0]))
        put(self, "__pydantic_fields_set__", set(state[1]))
        put(self, "__pydantic_extra__", None)
        put(self, "__pydantic_private__", None)

    def _values(self) -> tuple[Any, ...]:
        return tuple(map(self.__dict__.get, self.model_fields))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), *self._values()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={self.__dict__.get(name)!r}" for name in self.model_fields)
        return f"{type(self).__name__}({shown})"


def core_schema(type_: Any, *, for_json: bool = False) -> Schema:
    """The description of a type, a model or another, for pydantic's core; or, with the names that definitions need and
    the schemas of our own values, for pydantic's JSON schemas.
    """
    build = _Build(for_json)
    found = build.of(type_)
    if build.definitions:
        return {"type": "definitions", "schema": found, "definitions": list(build.definitions.values())}
    return found


class _Build:
    def __init__(self, for_json: bool) -> None:
        self.for_json = for_json
        self.definitions: dict[str, Schema] = {}
        """Of models that hold themselves."""
        self.done: dict[type[Model], Schema] = {}
        self.at_work: dict[type[Model], bool] = {}
        """Whether a model turned out to hold itself."""

    def of(self, type_: Any) -> Schema:
        known = _PLAIN_TYPES.get(type_) if type_ is Any or isinstance(type_, type) else None
        if known is not None:
            return known
        origin, inside = get_origin(type_), get_args(type_)
        if origin is Annotated:
            return self.annotated(inside[0], inside[1:])
        if origin is Literal:
            return {"type": "literal", "expected": list(inside)}
        if origin in (Union, types.UnionType):
            choices = [self.of(one) for one in inside if one is not type(None)]
            found = choices[0] if len(choices) == 1 else {"type": "union", "choices": choices}
            return found if len(choices) == len(inside) else {"type": "nullable", "schema": found}
        if origin in (list, frozenset):
            return {"type": origin.__name__, "items_schema": self.of(inside[0])}
        if origin is dict:
            return {"type": "dict", "keys_schema": self.of(inside[0]), "values_schema": self.of(inside[1])}
        if origin is tuple:
            return {"type": "tuple", "items_schema": [self.of(one) for one in inside]}
        if issubclass(type_, Model):
            return self.model(type_)
        raise TypeError(f"no field of a model can be a {type_!r}")

    def annotated(self, type_: Any, said: tuple[Any, ...]) -> Schema:
        found: Schema | None = None
        for one in said:
            if isinstance(one, Read):
                found = one.schema
                if self.for_json:
                    found = found | {"metadata": {"pydantic_js_functions": [_as(one.json)]}}
                continue
            found = self.of(type_) if found is None else found
            if isinstance(one, FieldInfo):
                found = found | one.limits
            elif isinstance(one, After):
                kind = "with-info" if one.context else "no-info"
                function = {"type": kind, "function": one.function}
                found = {"type": "function-after", "function": function, "schema": found}
        return self.of(type_) if found is None else found

    def model(self, cls: type[Model]) -> Schema:
        ref = f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"
        if cls in self.at_work or ref in self.definitions:
            if cls in self.at_work:
                self.at_work[cls] = True
            return {"type": "definition-ref", "schema_ref": ref}
        if cls in self.done:
            return self.done[cls]
        self.at_work[cls] = False
        shown = ((name, one) for name, one in cls.model_fields.items() if not (self.for_json and one.hidden))
        fields = {name: self.field(one) for name, one in shown}
        found: Schema = {
            "type": "model",
            "cls": cls,
            "schema": {"type": "model-fields", "fields": fields, "model_name": cls.__name__},
            "config": {
                "title": cls.__name__, "extra_fields_behavior": "forbid", "strict": True,
                "hide_input_in_errors": True, "validate_by_alias": True, "validate_by_name": True,
            },
        }  # fmt: skip
        if cls._check is not None:
            function = {"type": "no-info", "function": cls._check}
            found = {"type": "function-after", "function": function, "schema": found}
        if self.at_work.pop(cls):
            self.definitions[ref] = found | {"ref": ref}
            return {"type": "definition-ref", "schema_ref": ref}
        self.done[cls] = found | {"ref": ref} if self.for_json else found
        return self.done[cls]

    def field(self, info: FieldInfo) -> Schema:
        found = self.of(info.annotation)
        if info.limits:
            found = found | info.limits
        if not info.is_required():
            found = {"type": "default", "schema": found}
            if info.default_factory is not None and self.for_json:
                found["default"] = info.default_factory()
            elif info.default_factory is not None:
                found["default_factory"] = info.default_factory
            else:
                found["default"] = _as_data(info.default) if self.for_json else info.default
        found = {"type": "model-field", "schema": found}
        return found | {"validation_alias": info.alias} if info.alias else found


def _evaluated(annotation: Any, module: str) -> Any:
    if not isinstance(annotation, str):
        return annotation
    # A module's models share most of their types, and evaluating one takes longer than building its schema.
    place = module, annotation
    if place not in _EVALUATED:
        _EVALUATED[place] = eval(annotation, vars(sys.modules[module]))  # noqa: S307 - the text of our own source
    return _EVALUATED[place]


def _as_data(value: Any) -> Any:
    if not isinstance(value, Model):
        return value
    return {one.key: _as_data(getattr(value, name)) for name, one in value.model_fields.items()}


def _as(json: Schema) -> Callable[[Any, Any], Schema]:
    return lambda schema, handler: dict(json)
