"""The page of the heads of each mission, year by year."""

import ip4timeline as ip4
from ip4timeline.record.curation.heads import page


def named(id, day, head, change="representative-named", **fields):
    return ip4.MissionChanged(
        id=id,
        occurred=day,
        partners=["australia"],
        mission="australia-mission-to-nato",
        change=change,
        head=head,
        **fields,
    )


def rows(timeline):
    lines = [line for line in page(timeline).splitlines() if line.startswith("| 20")]
    return [[cell.strip() for cell in line.strip("|").split("|")][:4] for line in lines]


def test_each_first_of_january_has_its_head_and_the_last_sight_of_them():
    source = ip4.Source(
        id="s", publisher="P", title="T [1]", tier="primary", url="https://example.org/s"
    )
    person = ip4.Person(id="ann", name="Ann A")
    timeline = ip4.Timeline(
        [
            named("open", "2008-02-01", "", "opened"),
            named("ann", "2009-09-17", "ann", cites=[ip4.Cite(source="s")]),
            named("ben", "[2010-05-01..2010-06-30]", "ben", known="2012-03-04"),
        ],
        ip4.Registries(sources=(source,), people=(person,)),
    )
    by, day = "between 1 May and 30 June 2010", "17 September 2009"
    assert rows(timeline) == [
        ["2009", "not on record", "", ""],
        ["2010", "Ann A", day, day],
        ["2011", "ben", by, by],
        ["2012", "ben", by, by],
    ]
    assert "[P, T (1)](https://example.org/s)" in page(timeline)
    assert "Japan" not in page(timeline)


def test_nobody_of_the_record_is_shown_before_their_naming(record):
    text = page(record)
    assert "| 2010 | Brendan Nelson |" in text and "| 2022 | Caroline Millar | between" in text
