"""The charts: what they draw is what the library answers, and a picture needs no network."""

import datetime as dt
import json
import random
import re
import warnings
from itertools import pairwise

import pytest

import ip4timeline as ip4

alt = pytest.importorskip("altair")
pytest.importorskip("vl_convert")

from ip4timeline.export import charts  # noqa: E402
from ip4timeline.export.charts.clocks import clock_rows, step_rows, turns  # noqa: E402
from ip4timeline.export.charts.counts import count_rows, coverage_words  # noqa: E402
from ip4timeline.export.charts.differences import change_rows  # noqa: E402
from ip4timeline.export.charts.lanes import lane_rows  # noqa: E402
from ip4timeline.export.charts.matrix import matrix_rows  # noqa: E402

HAGUE = "2025-the-hague-summit"
PAIRS = [("2025-06-25", None), ("2025-06-25", "2025-06-20"), ("2023-07-12", "2023-07-01")]
GALLERY = ("summit-matrix", "swimlanes", "engagement-over-time", "two-clocks", "changes")


@pytest.fixture(scope="module")
def gallery(record):
    return charts.gallery(record)


def rows_of(chart):
    """Every row of data that a chart carries, whichever of its parts draws it."""
    found = [row for rows in chart.to_dict()["datasets"].values() for row in rows]
    # What is heard of a mark repeats what is read of it.
    return [{name: value for name, value in row.items() if name != "described"} for row in found]


def number(text):
    return dt.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("name", GALLERY)
def test_each_is_a_valid_spec_that_draws(name, gallery, tmp_path):
    gallery[name].to_dict(validate=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        charts.save(gallery[name], tmp_path / "chart.svg")
    drawn = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert drawn.count("<path") > 20


@pytest.mark.parametrize("name", GALLERY)
def test_each_is_described_in_words(name, gallery):
    description = gallery[name].to_dict()["description"]
    assert len(description) > 200
    assert "Japan" in description
    assert "None" not in description


@pytest.mark.parametrize("name", GALLERY)
def test_each_carries_its_data_and_asks_for_none(name, gallery):
    spec = json.dumps(gallery[name].to_dict())
    assert not re.search(r'"url"\s*:', spec)
    assert rows_of(gallery[name])


@pytest.mark.parametrize("name", GALLERY)
def test_days_are_on_utc_scales(name, gallery):
    def scales(spec):
        if isinstance(spec, dict):
            if spec.get("type") == "temporal":
                yield spec.get("scale", {}).get("type")
            for inner in spec.values():
                yield from scales(inner)
        elif isinstance(spec, list):
            for inner in spec:
                yield from scales(inner)

    assert set(scales(gallery[name].to_dict())) <= {"utc"}


def test_a_page_works_without_a_network(gallery, tmp_path):
    charts.save(gallery["summit-matrix"], tmp_path / "chart.html")
    page = (tmp_path / "chart.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|link)[^>]*(src|href)=", page)


@pytest.mark.parametrize("form", ["png", "pdf", "json"])
def test_other_forms(form, gallery, tmp_path):
    charts.save(gallery["two-clocks"], tmp_path / f"chart.{form}")
    start = (tmp_path / f"chart.{form}").read_bytes()[:4]
    assert start == {"png": b"\x89PNG", "pdf": b"%PDF", "json": b'{"co'}[form]


def test_another_form_is_refused(gallery, tmp_path):
    with pytest.raises(ip4.TimelineError, match=r"\.svg, \.png"):
        charts.save(gallery["two-clocks"], tmp_path / "chart.bmp")


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf"), "2", None])
def test_a_scale_that_no_picture_can_have_is_refused(scale, gallery, tmp_path):
    with pytest.raises(ip4.TimelineError, match="scale of a picture is a number above 0"):
        charts.save(gallery["summit-matrix"], tmp_path / "chart.png", scale=scale)


def test_a_text_is_no_list_of_partners(record):
    with pytest.raises(ip4.TimelineError, match=r"partners: 'japan' is not a list"):
        charts.swimlanes(record, "2025-12-31", partners="japan")


def test_a_partner_named_twice_has_its_lanes_once(record):
    once, twice = (
        charts.swimlanes(record, "2025-12-31", partners=partners)
        for partners in (["japan"], ["japan", ip4.Partner.JAPAN])
    )
    assert once.to_dict() == twice.to_dict()


def test_dark_changes_only_colours_without_meaning(record):
    light, dark = (charts.summit_matrix(record, "2025-06-25", dark=d) for d in (False, True))
    assert rows_of(light) == rows_of(dark)
    assert light.to_dict()["config"]["background"] != dark.to_dict()["config"]["background"]


def test_markup_in_a_record_is_drawn_as_text(plan, tmp_path):
    occasion = ip4.Occasion(
        id=HAGUE,
        title="<script>x</script>",
        format="summit",
        dates="2025-06-24/2025-06-25",
        series="nato-summit",
    )
    timeline = ip4.Timeline(plan, ip4.Registries(occasions=[occasion]))
    chart = charts.summit_matrix(timeline, "2025-06-25")
    for name in ("c.svg", "c.html"):
        charts.save(chart, tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "<script>x" not in text
        assert "x</script>" not in text


# The data are the library's answers


@pytest.mark.parametrize(("day", "known"), PAIRS)
def test_the_matrix(day, known, record):
    snapshot = record.as_of(day, known_on=known)
    matrix = snapshot.summit_matrix()
    name = record.registries.name
    rows = list(matrix_rows(record, snapshot))
    assert len(rows) == len(matrix.cells)
    for row, cell in zip(rows, matrix.cells, strict=True):
        assert row["occasion"] == name(cell.occasion)
        assert row["partner"] == cell.partner.label
        assert row["status"] == cell.status
        assert row["level"] == cell.level
        assert row["delegate"] == (name(cell.person) if cell.person else "")
        assert bool(row["evidence"]) == bool(cell.origin)
    drawn = rows_of(charts.summit_matrix(record, day, known_on=known))
    assert drawn == rows


def test_the_matrix_dates_an_occasion_as_it_was_scheduled_by_then(record):
    dates = {}
    for known in (None, "2025-01-01"):
        rows = matrix_rows(record, record.as_of("2025-06-26", known_on=known))
        dates[known] = {row["dates"] for row in rows if "Hague" in row["occasion"]}
    assert dates == {None: {"2025-06-24/2025-06-25"}, "2025-01-01": {"2025-06-24/2025-06-26"}}


@pytest.mark.parametrize("known", [None, "2019-01-01"])
def test_the_swimlanes(known, record):
    first, last = number("2004-01-01"), number("2025-12-31")
    days = random.Random(1).sample(range(first, last), 40)
    for partner in ip4.Partner:
        rows = list(lane_rows(record, partner, first, last, known))
        for day in days:
            on = [r for r in rows if number(r["since"]) <= day < number(r["until"])]
            certain = {(r["what"], r["lane"]) for r in on if r["part"] == "certain"}
            possible = {(r["what"], r["lane"]) for r in on if r["part"] != "arrow"}
            date = dt.date.fromordinal(day)
            here = record.as_of(date, known_on=known)[partner]
            held = [r["part"] for r in on if r["what"] == "leader" and r["part"] != "possible"]
            assert len(held) == (here.leader is not None)
            # Asked what was known in 2019, who led then is not certain to lead in 2025.
            assert set(held) <= ({"certain"} if known is None else {"certain", "fading"})
            for what, facet in (("agreement", here.agreements), ("mission", here.missions)):
                drawn = len([lane for kind, lane in certain if kind == what])
                allowed = len([lane for kind, lane in possible if kind == what])
                assert drawn <= len(facet) <= allowed


def test_what_was_not_seen_for_long_fades_from_its_last_sight():
    def signed(id, day):
        return ip4.AgreementSigned(
            id=id, occurred=day, partners=["japan"], agreement=id, title=id, type="other"
        )

    timeline = ip4.Timeline([signed("old", "2010-06-25"), signed("new", "2024-06-25")])
    span = number("2009-01-01"), number("2025-12-31")
    rows = list(lane_rows(timeline, ip4.Partner.JAPAN, *span, None))
    old = [r for r in rows if r["lane"] == "old"]
    assert [r["part"] for r in old] == ["certain"] + ["fading"] * (len(old) - 1)
    assert (old[0]["until"], old[1]["since"]) == ("2010-06-26", "2010-06-26")
    strengths = [r["strength"] for r in old]
    assert strengths == sorted(strengths, reverse=True) and strengths[-1] < 0.1 < strengths[0] == 1
    assert "no end on record, last seen 25 June 2010" in old[0]["dated"]
    assert [r["part"] for r in rows if r["lane"] == "new"] == ["certain"]
    early = list(lane_rows(timeline, ip4.Partner.JAPAN, span[0], number("2012-01-01"), None))
    assert {r["part"] for r in early} == {"certain"}


def test_a_partial_date_is_never_drawn_as_a_certain_day(record):
    first, last = number("2004-01-01"), number("2025-12-31")
    partial = 0
    for partner in ip4.Partner:
        for row in lane_rows(record, partner, first, last, None):
            opened = ip4.When(re.match(r"since ([^,]+)", row["dated"])[1])
            if opened.exact or row["part"] != "certain":
                continue
            partial += 1
            assert number(row["since"]) >= opened.latest.toordinal()
            assert opened.text in row["dated"]
    assert partial


def test_a_start_that_no_source_dates_is_an_arrow():
    event = ip4.MissionChanged(
        id="m", occurred="[..2018-05-24]", partners=["japan"], mission="post", change="opened"
    )
    span = number("2010-01-01"), number("2020-01-01")
    rows = list(lane_rows(ip4.Timeline([event]), ip4.Partner.JAPAN, *span, None))
    assert [(r["part"], r["since"]) for r in rows] == [
        ("certain", "2018-05-24"),
        ("arrow", "2018-05-24"),
    ]


def test_a_term_known_by_its_year_fades_out():
    event = ip4.AgreementSigned(
        id="a",
        occurred="2023-07",
        partners=["japan"],
        agreement="itpp",
        title="Programme",
        type="itpp",
        term="2023/2026",
    )
    span = number("2020-01-01"), number("2030-01-01")
    rows = list(lane_rows(ip4.Timeline([event]), ip4.Partner.JAPAN, *span, None))
    assert [(r["part"], r["since"], r["until"]) for r in rows] == [
        ("certain", "2023-07-31", "2026-01-02"),
        ("possible", "2026-01-02", "2027-01-01"),
        ("possible", "2023-07-01", "2023-07-31"),
    ]


@pytest.mark.parametrize("period", ["year", "half-year", "quarter"])
@pytest.mark.parametrize("known", [None, "2023-01-01"])
def test_the_counts(known, period, record):
    first, last = number("2012-03-05"), number("2025-06-25")
    rows = list(count_rows(record, first, last, known, period, {}))
    timeline = record if known is None else record.known(known)
    kinds = (ip4.Attendance, ip4.Meeting, ip4.Visit, ip4.Exercise, ip4.Operation)
    for partner in ip4.Partner:
        mine = [r for r in rows if r["partner"] == partner.label]
        seen = [
            (e, e.occurred.latest.toordinal())
            for e in timeline.about(partner).of(*kinds)
            if e.occurred.latest and first <= e.occurred.latest.toordinal() <= last
        ]
        assert sum(r["count"] for r in mine if r["by"] == "kind") == len(seen)
        for row in mine:
            days = range(number(row["since"]), number(row["until"]))
            here = [e for e, day in seen if day in days]
            if row["by"] == "kind":
                assert row["count"] == sum(e.kind == row["what"] for e in here)
                assert row["total"] in (None, len(here))
            else:
                assert row["count"] == sum(getattr(e, "level", None) == row["what"] for e in here)
    spans = sorted({(r["since"], r["until"]) for r in rows})
    assert all(until <= since for (_, until), (since, _) in pairwise(spans))
    assert spans[0][0] >= "2012-03-05" and spans[-1][1] <= "2025-06-26"


def test_two_yearly_occasions_never_make_a_spike():
    """Less than a year apart, both fell into one window of 365 days, for a day or two."""
    registries = ip4.Registries(
        occasions=[
            ip4.Occasion(id=day, title=day, format="foreign-ministers", dates=day)
            for day in ("2022-04-07", "2023-04-05", "2024-04-03")
        ]
    )
    came = [
        ip4.Attendance(
            id=f"a-{day.id}",
            occurred=day.id,
            partners=["japan"],
            occasion=day.id,
            delegates=[ip4.Delegate(person="p", level="minister")],
        )
        for day in registries.occasions
    ]
    span = number("2022-01-01"), number("2024-12-31")
    rows = list(count_rows(ip4.Timeline(came, registries), *span, None, "year", {}))
    assert [(r["period"], r["total"]) for r in rows if r["by"] == "kind"] == [
        ("2022", 1),
        ("2023", 1),
        ("2024", 1),
    ]


def test_only_the_caller_weighs(record):
    span = number("2022-01-01"), number("2022-12-31")
    plain = list(count_rows(record, *span, None, "year", {}))
    heavy = list(count_rows(record, *span, None, "year", {"meeting": 3}))
    assert all(r["high"] - r["low"] == r["count"] for r in plain)
    assert {r["high"] - r["low"] - 3 * r["count"] for r in heavy if r["what"] == "meeting"} == {0}
    title = json.dumps(
        charts.engagement_over_time(record, "2022-12-31", weights={"leader": 2}).to_dict()
    )
    assert "weighted by the caller" in title


def test_a_rise_is_said_to_be_the_records_own_in_part(record, gallery):
    said = coverage_words(record)
    assert "in part the record's own" in said
    assert "only attendance (NATO summit, 2022 to 2025) complete" in said
    subtitle = " ".join(gallery["engagement-over-time"].to_dict()["title"]["subtitle"])
    assert said in subtitle
    assert coverage_words(ip4.Timeline()).endswith("declares none complete.")
    # It knows no more than its day: of 2022 nothing was complete on 1 January 2020.
    assert "2022" not in coverage_words(record.known("2020-01-01"))


@pytest.mark.parametrize("partner", ip4.Partner)
def test_the_two_clocks(partner, record):
    name = record.registries.name
    about = number("2025-06-25")
    span = number("2025-06-10"), number("2025-07-01")
    rows = list(clock_rows(record, partner, HAGUE, about, None, *span))
    so, believed, stood = dict.fromkeys(r["lane"] for r in rows)
    for day in range(span[0], span[1] + 1):
        date = dt.date.fromordinal(day)
        on = {r["lane"]: r for r in rows if number(r["since"]) <= day <= number(r["through"])}
        for lane, asked, known in (
            (so, "2025-06-25", None),
            (believed, "2025-06-25", date),
            (stood, date, None),
        ):
            engagement = record.as_of(asked, known_on=known)[partner].engagements[HAGUE]
            assert on[lane]["said"] == engagement.describe(name)
            assert on[lane]["level"] == engagement.level


def test_a_belief_never_looks_ahead(record):
    known = "2025-06-20"
    span = number("2025-06-10"), number("2025-07-01")
    rows = list(clock_rows(record, ip4.Partner.JAPAN, HAGUE, number("2025-06-25"), known, *span))
    assert not any("Iwaya" in row["said"] for row in rows)
    steps = step_rows(record, ip4.Partner.JAPAN, HAGUE, span[1], known, span[0])
    assert all(step["known"] <= known for step in steps)


def test_a_step_without_a_full_day_keeps_its_text(record):
    span = number("2025-05-10"), number("2025-07-01")
    steps = list(step_rows(record, ip4.Partner.JAPAN, HAGUE, span[1], None, span[0]))
    partial = [s for s in steps if not ip4.When(s["occurred"]).exact]
    assert partial
    assert all(s["drawn_from"] < s["latest"] for s in partial)


@pytest.mark.parametrize("known", [None, "2025-06-24"])
def test_the_changes(known, record):
    days = ("2024-07-12", "2025-06-26")
    rows = list(change_rows(record, *days, known, True))
    left = {"OFFICES", "PROGRAMME"}
    diff = [c for c in record.diff(*days, known_on=known) if c.projection not in left]
    assert 0 < len(rows) <= len(diff)
    for row in rows:
        began, ended = row["before"] == "not on record", row["after"] == "none"
        assert row["change"] == ("began" if began else "ended" if ended else "changed")
        assert (row["before"], row["after"]) != ("not on record", "unknown")
    for partner in ip4.Partner:
        then, now = (record.as_of(day, known_on=known)[partner].leader for day in days)
        said = [
            r["after"] for r in rows if (r["partner"], r["aspect"]) == (partner.label, "leader")
        ]
        assert said == ([now.describe(record.registries.name)] if then != now else [])


def test_an_occasion_of_which_nobody_knows_who_came_is_no_change(record):
    days = ("2024-07-12", "2025-06-26")
    rows = list(change_rows(record, *days, None, False))
    assert not [r for r in rows if (r["before"], r["after"]) == ("not on record", "unknown")]
    unseen = [
        c
        for c in record.diff(*days)
        if c.before is None and "briefing" in c.key[-1] and str(c.key[0]) == "australia"
    ]
    assert unseen  # the library knows that it was scheduled in between
    assert not [r for r in rows if r["partner"] == "Australia" and "briefing" in r["which"]]


def test_a_change_is_named_by_its_title_and_never_cut(record):
    rows = list(change_rows(record, "2024-07-12", "2025-06-26", None, False, 150))
    for row in rows:
        assert "-" not in row["which"] or " " in row["which"]
        assert " ".join(row["shown_after"].split("\n")) in row["after"]
        assert not row["shown_after"].endswith("...")
        assert max(map(len, row["shown_after"].split("\n"))) <= 150 / 6.2
    assert [r["top"] for r in rows[1:]] >= [r["below"] for r in rows[:-1]]


# What is seen


def width_of(chart, path):
    charts.save(chart, path)
    return float(re.search(r'<svg[^>]* width="([\d.]+)"', path.read_text(encoding="utf-8"))[1])


@pytest.mark.parametrize("name", GALLERY)
def test_each_fits_a_notebook_with_its_legend(name, gallery, tmp_path):
    assert 700 < width_of(gallery[name], tmp_path / "chart.svg") <= 760


@pytest.mark.parametrize("width", [640, 1000])
def test_each_is_as_wide_as_is_asked(width, record, tmp_path):
    for name, chart in {
        "matrix": charts.summit_matrix(record, "2025-06-25", width=width),
        "lanes": charts.swimlanes(record, "2025-12-31", partners=["korea"], width=width),
        "counts": charts.engagement_over_time(record, "2025-12-31", width=width),
        "clocks": charts.two_clocks(record, width=width),
        "changes": charts.changes(record, "2024-07-12", "2025-06-26", width=width),
    }.items():
        assert width - 60 < width_of(chart, tmp_path / f"{name}.svg") <= width, name


@pytest.mark.parametrize("width", [639, 0, -760, 760.5, True, "760"])
def test_a_width_that_no_chart_can_have_is_refused(width, record):
    for draw in (
        lambda: charts.summit_matrix(record, "2025-06-25", width=width),
        lambda: charts.swimlanes(record, "2025-12-31", width=width),
        lambda: charts.engagement_over_time(record, "2025-12-31", width=width),
        lambda: charts.two_clocks(record, width=width),
        lambda: charts.changes(record, "2024-07-12", "2025-06-26", width=width),
    ):
        with pytest.raises(ip4.TimelineError, match="whole number of pixels wide, 640 or more"):
            draw()


@pytest.mark.parametrize("name", ["summit-matrix", "engagement-over-time", "two-clocks"])
def test_levels_are_told_by_a_sign_as_well_as_by_a_shade(name, gallery):
    shapes = re.findall(r'"shape": (\{.*?\}\})', json.dumps(gallery[name].to_dict()))
    ranges = [
        json.loads(found)["scale"]["range"]
        for found in re.findall(
            r'"shape": (\{"field": "(?:level|what)".*?"type": "nominal"\})',
            json.dumps(gallery[name].to_dict()),
        )
    ]
    assert shapes and ranges
    assert all(len(set(signs)) == len(signs) > 1 for signs in ranges)


def test_the_newest_of_a_lane_is_always_written(record):
    first, last = number("2004-01-01"), number("2025-12-31")
    for partner in ip4.Partner:
        rows = list(lane_rows(record, partner, first, last, None))
        for lane in {r["lane"] for r in rows}:
            mine = [r for r in rows if r["lane"] == lane]
            newest = max(mine, key=lambda r: (r["until"], r["since"]))["label"]
            written = [r["short"] for r in mine if r["label"] == newest]
            assert any(written), lane
        leader = record.as_of("2025-12-31")[partner].leader
        name = record.registries.name(leader.person)
        assert name in [r["short"] for r in rows if r["lane"] == "Leader"]


def test_a_mission_bears_the_name_of_its_head(record):
    first, last = number("2004-01-01"), number("2025-12-31")
    rows = list(lane_rows(record, ip4.Partner.NEW_ZEALAND, first, last, None))
    mission = [r for r in rows if r["lane"] == "Mission to NATO"]
    assert {r["short"] for r in mission} >= {"Vangelis Vitalis", "Jennifer Troup"}


def test_the_decisive_days_are_dated(record):
    span = number("2025-06-15"), number("2025-06-30")
    rows = list(clock_rows(record, ip4.Partner.JAPAN, HAGUE, number("2025-06-25"), None, *span))
    assert turns(rows) == ["2025-06-17", "2025-06-23", "2025-06-25"]
    spec = json.dumps(charts.two_clocks(record).to_dict())
    assert all(f'"text": "{day} Jun"' in spec for day in (17, 23, 25))


def test_what_happened_and_what_became_public_are_apart(record):
    span = number("2025-06-15"), number("2025-06-30")
    steps = list(step_rows(record, ip4.Partner.JAPAN, HAGUE, span[1], None, span[0]))
    assert len({s["row"] for s in steps}) == len(steps)
    absence = next(s for s in steps if s["step"].startswith("absence"))
    assert absence["happened_words"] == "happened between 24 and 25 Jun"
    assert absence["public_words"] == "public 25 Jun"
    layers = charts.two_clocks(record).to_dict()["vconcat"][1]["layer"]
    offsets = {m["mark"]["yOffset"] for m in layers if m["mark"]["type"] in ("point", "text")}
    assert offsets == {-8, 8}


def test_what_cannot_be_drawn_is_refused(record):
    with pytest.raises(ip4.TimelineError, match="no occasion"):
        charts.summit_matrix(record, "1990-01-01")
    with pytest.raises(ip4.TimelineError, match="not before"):
        charts.swimlanes(record, "2000-01-01")
    with pytest.raises(ip4.TimelineError, match="nothing to show"):
        charts.swimlanes(ip4.Timeline(), "2020-01-01")
    with pytest.raises(ip4.TimelineError, match="not before"):
        charts.engagement_over_time(record, "2000-01-01")
    with pytest.raises(ip4.TimelineError, match="period is one of year, half-year"):
        charts.engagement_over_time(record, "2020-01-01", period="week")
    with pytest.raises(ip4.TimelineError, match="neither a kind"):
        charts.engagement_over_time(record, "2020-01-01", weights={"speech": 2})
    for weight in (-1, float("nan"), float("inf"), "2", None):
        with pytest.raises(ip4.TimelineError, match="a weight is a number of 0 or more: 'visit'"):
            charts.engagement_over_time(record, "2020-01-01", weights={"visit": weight})
    with pytest.raises(ip4.TimelineError, match="weights are given by kind or level"):
        charts.engagement_over_time(record, "2020-01-01", weights=["visit"])
    with pytest.raises(ip4.UnknownNameError):
        charts.two_clocks(record, "japan", "no-such-summit")
    with pytest.raises(ip4.TimelineError, match="nothing changed"):
        charts.changes(record, "2024-07-12", "2024-07-12")
    with pytest.raises(ip4.TimelineError, match="2025-06-26 is after 2024-07-12; the earlier day"):
        charts.changes(record, "2025-06-26", "2024-07-12")
    with pytest.raises(ip4.TimelineError, match="nothing is known"):
        charts.two_clocks(record, "korea", "2010-lisbon-summit")
