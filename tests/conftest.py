from pathlib import Path

import pytest

import ip4timeline as ip4

ROOT = Path(__file__).parents[1]

HAGUE = "2025-the-hague-summit"


@pytest.fixture(scope="session", autouse=True)
def no_width_of_its_own():
    """Commands print what a pipe gets, unless a test says how wide the terminal is.

    Whatever runs the tests may say so too; pytest-xdist does to its workers.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COLUMNS", raising=False)
        yield


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def record():
    """The real record, as it ships."""
    return ip4.load()


@pytest.fixture(scope="session")
def registries():
    return ip4.Registries(
        occasions=(
            ip4.Occasion(
                id="2022-summit",
                title="Before",
                format="summit",
                dates="2022-06-28/2022-06-30",
                series="nato-summit",
            ),
            ip4.Occasion(
                id="2023-summit",
                title="Between",
                format="summit",
                dates="2023-07-11/2023-07-12",
                series="nato-summit",
            ),
            ip4.Occasion(
                id=HAGUE,
                title="The Hague",
                format="summit",
                dates="2025-06-24/2025-06-25",
                series="nato-summit",
            ),
        ),
        sources=(
            ip4.Source(
                id="ministry",
                publisher="Ministry",
                title="Notice",
                tier="primary",
                url="https://example.org/notice",
                published="2025-06-20",
            ),
        ),
        people=(ip4.Person(id="ann", name="Ann Example"),),
    )


@pytest.fixture(scope="session")
def plan():
    """A plan made, withdrawn and replaced, and what then was seen."""
    common = {"partners": ["japan"], "occasion": HAGUE, "cites": [ip4.Cite(source="ministry")]}
    return [
        ip4.OccasionScheduled(
            **{**common, "partners": list(ip4.Partner)},
            id="s",
            occurred="2024-07-10",
            dates="2025-06-24/2025-06-25",
        ),
        ip4.Invitation(
            **{**common, "partners": list(ip4.Partner)},
            id="i",
            occurred="2025-05-20",
            level="leader",
        ),
        ip4.Acceptance(**common, id="a", occurred="2025-06-20", person="ann", level="leader"),
        ip4.Cancellation(**common, id="c", occurred="2025-06-23", seq=1, person="ann"),
        ip4.Acceptance(
            **common,
            id="b",
            occurred="2025-06-23",
            seq=2,
            person="ben",
            level="minister",
            instead_of="ann",
        ),
        ip4.Attendance(
            **common,
            id="t",
            occurred="2025-06-25",
            delegates=[ip4.Delegate(person="ben", level="minister")],
            instead_of="ann",
        ),
    ]


@pytest.fixture(scope="session")
def hague(plan, registries):
    return ip4.Timeline(plan, registries)
