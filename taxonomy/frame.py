"""The code frame: a versioned code list with its facets and codes, frozen."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from taxonomy.rules import Rule

Kind = Literal["single", "multi"]


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a facet, written as it stands in tables and coding strings (`MG`, `3.2b`)."""

    code: str
    label: str
    definition: str = ""
    note: str = ""
    parents: tuple[str, ...] = ()
    """Values of the levels it stands under, outermost first: `("3", "3.2")`."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON; what is empty is left out."""
        content = {
            "code": self.code,
            "label": self.label,
            "definition": self.definition,
            "note": self.note,
            "parents": list(self.parents),
        }
        return {key: value for key, value in content.items() if value}


@dataclass(frozen=True, slots=True)
class Facet:
    """One question that a coding answers, with the codes that may answer it, in order."""

    id: str
    title: str
    kind: Kind
    codes: tuple[Code, ...]
    ordinal: bool = False
    levels: tuple[str, ...] = ()
    token: str | None = None
    codes_from: str | None = None
    always_refer: frozenset[str] = frozenset()
    """Codes whose suggestion always goes to a person, whatever its probability."""
    level_labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Level value to its label: `{"3": "Examination", "3.2": "Safety screening …"}`."""
    code_ids: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _positions: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        code_ids = tuple(code.code for code in self.codes)
        object.__setattr__(self, "code_ids", code_ids)
        object.__setattr__(self, "_positions", {code: at for at, code in enumerate(code_ids)})

    @property
    def is_multi(self) -> bool:
        """Whether the facet takes all codes that apply rather than exactly one."""
        return self.kind == "multi"

    def position(self, code: str) -> int:
        """Where `code` stands in the facet's order, from 0. KeyError if it is not in the facet."""
        return self._positions[code]

    def __contains__(self, code: object) -> bool:
        return code in self._positions

    def __iter__(self) -> Iterator[str]:
        return iter(self.code_ids)

    def __getitem__(self, code: str) -> Code:
        return self.codes[self._positions[code]]

    def to_dict(self) -> dict[str, Any]:
        """As JSON: the codes in one flat list, each with its parents."""
        content: dict[str, Any] = {"id": self.id, "title": self.title, "kind": self.kind}
        if self.ordinal:
            content["ordinal"] = True
        if self.levels:
            content["levels"] = list(self.levels)
            content["level_labels"] = dict(self.level_labels)
        if self.token:
            content["token"] = self.token
        if self.codes_from:
            content["codes_from"] = self.codes_from
        # Always written, so that an ordinal facet with none is not given one on reading.
        content["always_refer"] = sorted(self.always_refer, key=self.position)
        content["codes"] = [code.to_dict() for code in self.codes]
        return content

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "Facet":
        """The facet that `to_dict` wrote."""
        return cls(
            id=content["id"],
            title=content["title"],
            kind=content["kind"],
            ordinal=content.get("ordinal", False),
            levels=tuple(content.get("levels", ())),
            level_labels=dict(content.get("level_labels", {})),
            token=content.get("token"),
            codes_from=content.get("codes_from"),
            always_refer=frozenset(content["always_refer"]),
            codes=tuple(
                Code(**{**code, "parents": tuple(code.get("parents", ()))})
                for code in content["codes"]
            ),
        )


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """A versioned code list: facets in the order of the coding string, and rules across them."""

    id: str
    version: str
    title: str
    status: str
    facets: tuple[Facet, ...]
    trigger: str | None = None
    rules: tuple[Rule, ...] = ()
    facet_ids: tuple[str, ...] = field(init=False, repr=False, compare=False)
    hash: str = field(init=False, repr=False, compare=False)
    """SHA-256 (hex) of the content, whatever the layout and comments of the file it came from."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "facet_ids", tuple(facet.id for facet in self.facets))
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        object.__setattr__(self, "hash", hashlib.sha256(canonical.encode()).hexdigest())

    @property
    def name(self) -> str:
        """Id and version as people write them: `draft24 2026.1`."""
        return f"{self.id} {self.version}"

    def facet(self, facet_id: str) -> Facet:
        """The facet of this id. KeyError if the frame has none."""
        for facet in self.facets:
            if facet.id == facet_id:
                return facet
        raise KeyError(facet_id)

    def to_dict(self) -> dict[str, Any]:
        """As JSON; `from_dict` and, written to a `.json` file, `load_frame` read it back."""
        content: dict[str, Any] = {
            "id": self.id,
            "version": self.version,
            "title": self.title,
            "status": self.status,
        }
        if self.trigger:
            content["trigger"] = self.trigger
        content["facets"] = [facet.to_dict() for facet in self.facets]
        if self.rules:
            content["rules"] = [rule.to_dict() for rule in self.rules]
        return content

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "CodeFrame":
        """The frame that `to_dict` wrote, trusted: a file from outside is for `load_frame`."""
        return cls(
            id=content["id"],
            version=content["version"],
            title=content["title"],
            status=content["status"],
            trigger=content.get("trigger"),
            facets=tuple(Facet.from_dict(facet) for facet in content["facets"]),
            rules=tuple(Rule.from_dict(rule) for rule in content.get("rules", ())),
        )
