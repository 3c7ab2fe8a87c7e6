"""What a briefing says on two clocks, and that each of its marks leads to a source."""

import re
from html.parser import HTMLParser

import pytest
from ip4_briefing import FOLLOW_UPS, brief
from ip4_briefing.command import main
from ip4_briefing.html import to_html
from ip4_briefing.markdown import to_markdown

import ip4timeline as ip4

BEFORE, AFTER = "2025-06-01", "2025-06-26"


@pytest.fixture(scope="module")
def timeline():
    return ip4.load("ip4timeline", "ip4-briefing")


def test_it_says_what_changed_and_where_things_stand(timeline):
    text = to_markdown(brief(timeline, BEFORE, AFTER))
    assert "# NATO and its Indo-Pacific partners, 2025-06-01 to 2025-06-26" in text
    assert "*With hindsight; record " in text
    assert "Engagements, 2025 The Hague summit:" in text
    assert "| Japan | Shigeru Ishiba (since 1 October 2024) [" in text
    assert (
        "- Korea: Invented: send the reading list for the summit. (due 2025-06-20, overdue)" in text
    )


def test_what_became_public_later_is_not_in_it(timeline):
    then = to_markdown(brief(timeline, BEFORE, AFTER, known_on="2025-06-20"))
    assert "*As it was known on 2025-06-20; record " in then
    assert "attended" not in then.split("## Where they stand")[0].split("The Hague")[-1]
    # That Japan's follow-up was done is in minutes of ten days later.
    assert "Japan: Invented: send the reading list" in then
    assert "Japan: Invented: send the reading list" not in to_markdown(
        brief(timeline, BEFORE, AFTER)
    )
    assert "Minutes of 30 June 2025" not in then


@pytest.mark.parametrize("days", [(BEFORE, AFTER), ("2012-01-01", "2013-06-01"), (AFTER, AFTER)])
def test_every_mark_leads_to_a_source_and_every_source_is_marked(timeline, days):
    briefing = brief(timeline, *days)
    body, _, listed = to_markdown(briefing).partition("## Sources")
    marks = {int(number) for number in re.findall(r"\[(\d+)\]", body)}
    assert marks == set(range(1, len(briefing.sources) + 1))
    assert len(re.findall(r"^\d+\. ", listed, re.MULTILINE)) == len(briefing.sources)


def test_the_page_is_well_formed_and_its_links_lead_somewhere(timeline):
    class Page(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open, self.ids, self.links = [], set(), set()

        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            if tag != "meta":
                self.open.append(tag)
            if "id" in given:
                self.ids.add(f"#{given['id']}")
            if "href" in given:
                self.links.add(given["href"])

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    page = Page()
    page.feed(to_html(brief(timeline, BEFORE, AFTER)))
    assert not page.open
    assert page.links
    assert page.links == page.ids


def test_the_desk_adds_to_the_record_and_changes_nothing_of_it(timeline):
    shipped = ip4.load()
    assert set(shipped.entries) < set(timeline.entries)
    assert timeline.as_of(AFTER).to_dict() == shipped.as_of(AFTER).to_dict()
    assert timeline.project(FOLLOW_UPS).as_of("2025-08-01").keys() == {
        (ip4.Partner.KOREA, "reading-list"),
        (ip4.Partner.AUSTRALIA, "seating-plan"),
    }


def test_the_command_writes_both_and_says_where(tmp_path, capsys):
    main([BEFORE, AFTER, "--out", str(tmp_path / "out")])
    written = capsys.readouterr().out.split()
    assert [path.rpartition(".")[2] for path in written] == ["md", "html"]
    assert all((tmp_path / "out" / path.rpartition("/")[2]).exists() for path in written)


def test_a_day_that_is_none_is_refused_in_one_line():
    with pytest.raises(SystemExit, match=r"^Error: .*2025-06"):
        main(["2025-06", AFTER])


def test_a_briefing_that_cannot_be_written_leaves_the_one_before(tmp_path):
    """Both files are complete before the first takes its place."""
    written = tmp_path / f"briefing-{BEFORE}-{AFTER}.md"
    written.write_text("the one before", encoding="utf-8")
    (tmp_path / f"briefing-{BEFORE}-{AFTER}.html").mkdir()
    with pytest.raises(SystemExit, match=rf"^Error: .*briefing-{BEFORE}-{AFTER}\.html: "):
        main([BEFORE, AFTER, "--out", str(tmp_path)])
    assert written.read_text(encoding="utf-8") == "the one before"
    assert len(list(tmp_path.iterdir())) == 2
