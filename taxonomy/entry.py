"""One entry of a frame file, with its place in words, so that a complaint can name it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from taxonomy.errors import Refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping read from a frame file, and its place: `frame.yaml: facet 'pathway'`.

    Its methods read one key each and raise a Refusal if the value has the wrong shape.
    """

    content: Mapping[str, object]
    place: str

    def refusal(self, complaint: str) -> Refusal:
        """The sentence `place complaint`."""
        return Refusal(f"{self.place} {complaint}")

    def renamed(self, place: str) -> "Entry":
        """The same entry under a better name for its place."""
        return Entry(self.content, place)

    def check_keys(self, known: Iterable[str]) -> None:
        """Refuse a key that nothing reads: a typing error there would change the frame unseen."""
        for key in self.content:
            if key not in known:
                raise self.refusal(
                    f"has the unknown key '{key}'; known keys are {', '.join(known)}"
                )

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self.content.get(key) not in (None, "")

    def text(self, key: str, default: str = "") -> str:
        """The text under `key`, or `default` where there is none."""
        value = self.content.get(key)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            raise self.refusal(f"has no plain text under {key}; write one value")
        return value

    def required_text(self, key: str) -> str:
        """The text under `key`, which must be there."""
        value = self.text(key)
        if not value:
            raise self.refusal(f"has no {key}; add one")
        return value

    def flag(self, key: str) -> bool:
        """Whether `key` is true; false where it is absent."""
        value = self.content.get(key)
        written = str(value).lower()
        if value not in (None, "") and written not in ("true", "false"):
            raise self.refusal(f"has {key}: {value}; write true or false")
        return written == "true"

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under `key`, empty where it is absent."""
        values = self.content.get(key)
        if values is None or values == "":
            return ()
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.refusal(f"has no list under {key}; write it as [one, two]")
        return tuple(values)

    def entry(self, key: str) -> "Entry":
        """The mapping under `key`, empty where it is absent; keeps the place."""
        value = self.content.get(key)
        if value is None or value == "":
            return Entry({}, self.place)
        if not isinstance(value, dict):
            raise self.refusal(f"has no mapping under {key}; write it as key: value")
        return Entry(value, self.place)

    def entries(self, key: str, noun: str) -> list["Entry"]:
        """The mappings listed under `key`, at least one; each place says `noun` and its number."""
        values = self.content.get(key)
        if not values:
            raise self.refusal(f"has no {key}; list at least one {noun}")
        if not isinstance(values, list):
            raise self.refusal(f"has no list under {key}; start each {noun} with a dash")
        separator = "," if ": " in self.place else ":"
        listed = []
        for number, value in enumerate(values, start=1):
            place = f"{self.place}{separator} {noun} {number}"
            if not isinstance(value, dict):
                raise Refusal(f"{place} is not a mapping; write it as key: value")
            listed.append(Entry(value, place))
        return listed
