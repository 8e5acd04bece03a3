"""Frame files: the ones that are shipped, and any other, YAML or JSON."""

import json
import os
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from taxonomy.entry import Entry
from taxonomy.errors import Refusal
from taxonomy.facet_reading import ID_PATTERN, read_facets
from taxonomy.frame import CodeFrame
from taxonomy.rule_reading import read_rules

SHIPPED_FRAMES = Path(__file__).parent / "frames"

_FRAME_KEYS = ("id", "version", "title", "status", "trigger", "facets", "rules")
_TRIGGER = re.compile(r"[A-Za-z0-9_-]+")


def shipped_frame_ids() -> list[str]:
    """The ids of the frames that come with the package."""
    return sorted(path.stem for path in SHIPPED_FRAMES.glob("*.yaml"))


def load_frame(name_or_path: str | os.PathLike[str]) -> CodeFrame:
    """The shipped frame of this id, or the frame in this file (YAML; JSON if it ends in .json).

    Refusal, in one sentence that names the file and the place in it, if there is no such frame
    or the file has an error.
    """
    if name_or_path in shipped_frame_ids():
        return _read_frame(SHIPPED_FRAMES / f"{name_or_path}.yaml")
    path = Path(name_or_path)
    if not path.is_file():
        shipped = ", ".join(shipped_frame_ids())
        raise Refusal(f"there is no frame '{path}'; name a frame file or one of {shipped}")
    return _read_frame(path)


def _read_frame(path: Path) -> CodeFrame:
    content = _parsed(path)
    if not isinstance(content, dict):
        raise Refusal(f"{path} is not a code frame; write id, version and facets at its top level")
    frame = Entry(content, str(path))
    frame.check_keys(_FRAME_KEYS)
    frame_id = frame.required_text("id")
    if not ID_PATTERN.fullmatch(frame_id):
        raise frame.refusal(
            f"has the id '{frame_id}'; use a letter, then letters, digits, _ or - only"
        )
    trigger = frame.text("trigger")
    if trigger and not _TRIGGER.fullmatch(trigger):
        raise frame.refusal(f"has the trigger '{trigger}'; use letters, digits, _ and - only")
    version = frame.required_text("version")
    facets = read_facets(frame)
    return CodeFrame(
        id=frame_id,
        version=version,
        title=frame.text("title", frame_id),
        status=frame.text("status"),
        trigger=trigger or None,
        facets=facets,
        rules=read_rules(frame, facets),
    )


def _parsed(path: Path) -> object:
    """The file's content with every scalar as text, so that a code `10` or `No` stays one."""
    parse = _parsed_json if path.suffix.lower() == ".json" else _parsed_yaml
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Refusal(f"{path}, line {line}: not UTF-8 text; save the file as UTF-8") from None
    except OSError as error:
        raise Refusal(f"{path} cannot be read ({error.strerror}); check its permissions") from None
    except json.JSONDecodeError as error:
        raise Refusal(
            f"{path}, line {error.lineno}: not valid JSON ({error.msg}); correct that line"
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise Refusal(f"{where}: not valid YAML ({error.problem}); correct that line") from None
    except yaml.YAMLError:
        raise Refusal(f"{path} holds characters that YAML does not allow; remove them") from None
    except _RepeatedKey as repeated:
        raise Refusal(f"{path} has the key '{repeated}' twice in one mapping; keep one") from None
    except RecursionError:
        raise Refusal(f"{path} is nested too deeply for a code frame; flatten it") from None


def _parsed_yaml(text: str) -> object:
    return yaml.load(text, _FrameLoader)


class _RepeatedKey(Exception):  # noqa: N818  (caught here and said as a Refusal)
    pass


class _FrameLoader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """BaseLoader that refuses a repeated key, of which YAML would keep the last unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key '{key.value}' stands twice", problem_mark=key.start_mark
                )
            seen.add(str(key.value))
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def _parsed_json(text: str) -> object:
    return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_without_repeats)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RepeatedKey(next(key for key in keys if keys.count(key) > 1))
    return mapping
