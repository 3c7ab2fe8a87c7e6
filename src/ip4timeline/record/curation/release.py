"""What a release promises of its events: none is edited or taken away afterwards.

Whoever cites a release can find every event of it in each later one, as it was. What turns out
wrong is put right by a correction or retraction, which says so and when that became known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.errors import Fault
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry
from ip4timeline.nato.registries import Registries


def frozen(
    released: Iterable[Entry],
    released_registries: Registries,
    entries: Iterable[Entry],
    registries: Registries,
) -> Iterator[Fault]:
    """Every entry of a release that is gone or differs, and every registry id that is gone.

    Registry entries may change - a source gains the link it lacked, a person an alias - but
    their ids stay, since released events refer to them. Coverage has no ids and may change.
    """
    now: Mapping[str, Entry] = {entry.id: entry for entry in entries}
    for entry in released:
        same = now.get(entry.id)
        if same is None:
            yield Fault(
                "was released and is gone",
                event=entry.id,
                field="id",
                remedy="Put it back"
                if isinstance(entry, Amendment)
                else "Put it back, and write a retraction if it does not stand",
            )
        elif same != entry:
            fields = _differing(to_data(entry), to_data(same))
            yield Fault(
                f"was released and now differs in {', '.join(fields)}",
                event=entry.id,
                field=fields[0],
                remedy="Put the released text back"
                if isinstance(entry, Amendment)
                else "Put the released text back, and write a correction of it",
            )
    for attribute in attrs.fields(Registries):
        if attribute.name == "coverage":
            continue
        present = {e.id for e in getattr(registries, attribute.name)}
        for old in getattr(released_registries, attribute.name):
            if old.id not in present:
                yield Fault(
                    f"was released among the {attribute.name} and is gone",
                    event=old.id,
                    field="id",
                    remedy="Put it back; released events may refer to it",
                )


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]
