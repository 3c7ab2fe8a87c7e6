"""What notebooks and terminals show: the same in HTML and in text, and never as markup."""

import pickle
import re
import subprocess
import sys
from html.parser import HTMLParser

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.display.page import MOST, Grid, Link, Page, some
from ip4timeline.engine.display.render import to_html, to_text

HAGUE = "2025-the-hague-summit"
NASTY = '<script>alert("x")</script> & <b>bold</b> \x1b[31mred'


class Read(HTMLParser):
    """The text, tags and attributes of a page."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.attributes, self.addresses = "", [], [], []
        self._styled = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.addresses += [value for name, value in attrs if name == "href"]
        self._styled = tag == "style"
        self.text += " " if tag == "br" else ""

    def handle_endtag(self, tag):
        self._styled = False
        self.text += " " if tag in ("caption", "p", "td", "th") else ""

    def handle_data(self, data):
        if not self._styled:
            self.text += data


SHOWN = {
    "timeline": lambda tl: tl,
    "known": lambda tl: tl.known("2025-06-20"),
    "snapshot": lambda tl: tl.as_of("2025-06-25", known_on="2025-06-20"),
    "early snapshot": lambda tl: tl.as_of("1995-01-01", certainty="possible"),
    "relationship": lambda tl: tl.as_of("2025-06-25")["japan"],
    "view": lambda tl: tl.project(ip4.PROGRAMME),
    "spells": lambda tl: tl.project(ip4.PROGRAMME).spells("australia"),
    "no spells": lambda tl: ip4.Timeline().project(ip4.LEADER).spells("japan"),
    "diff": lambda tl: tl.diff("2025-06-01", "2025-06-26"),
    "learned": lambda tl: tl.learned("2025-06-20", "2025-06-24", as_of="2025-06-25"),
    "explanation": lambda tl: tl.why(tl.as_of("2025-06-25")["japan"].engagements[HAGUE]),
    "selection": lambda tl: tl.about("japan").of(ip4.Acceptance),
    "no selection": lambda tl: tl.where(lambda event: False),
    "event": lambda tl: next(iter(tl.of(ip4.Attendance))),
    "correction": lambda tl: next(e for e in tl.entries if isinstance(e, ip4.Amendment)),
}


@pytest.fixture(params=SHOWN)
def shown(request, record):
    return SHOWN[request.param](record)


def test_html_and_text_agree(shown):
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"] == shown._repr_html_()
    read = Read(bundle["text/html"])
    # Whatever the line breaks and rules of a text table: letter for letter the same, links apart.
    plain = re.sub(r"^\[\d+\] \S+$|\[\d+\]|[-\s]", "", bundle["text/plain"], flags=re.MULTILINE)
    assert sorted(re.sub(r"[-\s]|\[\d+\]", "", read.text)) == sorted(plain)


def test_tables_say_what_they_are(shown):
    html = shown._repr_html_()
    assert html.count("<caption>") == html.count("<table>")
    assert html.count("<thead><tr><th scope=") == html.count("<table>")
    rows = html.count("<tr>") - html.count("<thead>")
    assert html.count('scope="row"') == rows


def test_it_asks_nothing_of_the_network_and_runs_nothing(shown):
    read = Read(shown._repr_html_())
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(read.tags)
    assert not {name for name, _ in read.attributes if name == "src" or name.startswith("on")}
    assert "url(" not in shown._repr_html_()
    assert "@import" not in shown._repr_html_()
    assert all(address.startswith(("http://", "https://")) for address in read.addresses)


def test_it_sets_no_colour_of_its_own(shown):
    style = re.search(r"<style>(.*?)</style>", shown._repr_html_())[1]
    assert "color-scheme" not in style  # that of the page around it
    assert set(re.findall(r"[^-]color:([^;}]+)", style)) == {"inherit"}


def test_text_keeps_to_the_width(shown):
    for line in shown._repr_mimebundle_()["text/plain"].splitlines():
        assert len(line) <= 100 or re.match(r"\[\d+\] http", line)


@pytest.mark.parametrize("make", [lambda e, tl: e, lambda e, tl: tl, lambda e, tl: tl.select()])
def test_markup_in_a_record_is_text(make, registries):
    event = ip4.Meeting(id="m", occurred="2025-06-24", partners=["japan"], summary=NASTY)
    shown = make(event, ip4.Timeline([event], registries))
    bundle = shown._repr_mimebundle_()
    read = Read(bundle["text/html"])
    assert "script" not in read.tags
    assert "b" not in read.tags
    assert '<script>alert("x")</script> & <b>bold</b>' in read.text
    assert "\x1b" not in bundle["text/html"] + bundle["text/plain"]
    assert "</b>" in bundle["text/plain"]


def test_markup_in_names_titles_and_addresses_is_text():
    cell = Link(NASTY, 'https://example.org/"><script>')
    page = Page(NASTY, (Grid(NASTY, (NASTY,), ((cell,),)), NASTY))
    read = Read(to_html(page))
    assert "script" not in read.tags
    assert read.addresses == ['https://example.org/"><script>']


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.org", ""])
def test_only_addresses_of_the_web_are_links(url):
    page = Page("t", (Grid("c", ("a",), ((Link("source", url),),)),))
    assert Read(to_html(page)).addresses == []
    assert "source" in Read(to_html(page)).text
    assert "[1]" not in to_text(page)


def test_citations_are_links(hague):
    why = hague.why(hague.as_of("2025-06-25")["japan"].engagements[HAGUE])
    assert set(Read(why._repr_html_()).addresses) == {"https://example.org/notice"}
    assert "[1] https://example.org/notice" in why._repr_mimebundle_()["text/plain"]


def test_a_source_published_later_says_so(registries):
    cites = [ip4.Cite(source="ministry")]
    event = ip4.Meeting(id="m", occurred="2025-06-01", partners=["japan"], cites=cites)
    text = str(ip4.Timeline([event], registries).known("2025-06-02").select())
    assert "published later" in " ".join(text.split())


@pytest.mark.parametrize(
    "ask",
    [
        lambda tl: tl.diff("2025-06-01", "2025-06-26", known_on="2025-06-20"),
        lambda tl: tl.learned("2025-06-01", "2025-06-20", as_of="2025-06-25"),
        lambda tl: tl.project(ip4.ENGAGEMENTS).known("2025-06-20").diff("2025-05-01", "2025-06-26"),
        lambda tl: tl.project(ip4.ENGAGEMENTS).learned(None, "2025-06-20", as_of="2025-06-25"),
        lambda tl: tl.known("2025-06-20").diff("2025-06-01", "2025-06-26"),
    ],
)
def test_a_diff_names_no_source_that_came_later(ask, record):
    diff = ask(record)
    assert str(diff.known_on) == "2025-06-20"
    shown = Read(diff._repr_html_()).addresses
    source = record.registries.source
    for event in diff.events[:MOST]:
        for cited in (source(cite.source) for cite in record.event(event.id).cites):
            if cited.url and cited.published and cited.published.earliest > diff.known_on:
                assert cited.url not in shown


def test_a_timeline_counts_by_kind_and_partner_and_shows_the_ten_known_last():
    both = [ip4.Partner.JAPAN, ip4.Partner.KOREA]
    visits = [
        ip4.Visit(
            id=f"v{n:02}",
            occurred="2023-01-01",
            known=f"2023-02-{n + 1:02}",
            partners=both[: 1 + n % 2],
            direction="to-nato",
            summary=f"Visit number {n:02}.",
        )
        for n in range(12)
    ]
    meeting = ip4.Meeting(id="m", occurred="2022", partners=["korea"])
    timeline = ip4.Timeline([meeting, *visits])
    text = Read(timeline._repr_html_()).text
    assert "known through" not in text
    assert "known through 2023-02-05" in Read(timeline.known("2023-02-05")._repr_html_()).text
    assert "visit 12 6 0 0 12 " in text
    assert "meeting 0 1 0 0 1 " in text
    assert [n for n in range(12) if f"Visit number {n:02}." in text] == list(range(2, 12))


def test_a_partial_date_is_shown_as_it_is(record):
    spells = record.project(ip4.PROGRAMME).spells("australia")
    assert spells[-1].opened.text in Read(spells._repr_html_()).text


def test_a_long_list_says_how_much_is_left_out():
    parts = some(((str(n),) for n in range(MOST + 7)), "Numbers", "n")
    assert len(parts[0].rows) == MOST
    assert parts[1] == "and 7 more"
    assert some((), "Nothing", "n") == ()


def test_spells_are_a_list(record):
    spells = record.project(ip4.LEADER).spells("japan")
    assert isinstance(spells, list)
    again = pickle.loads(pickle.dumps(spells))
    assert again == spells == list(spells)
    assert str(again) == str(spells)


def test_a_diff_without_registries_shows_ids(record):
    diff = record.diff("2025-06-01", "2025-06-26")
    bare = attrs.evolve(diff, sight=None)
    assert bare == diff
    assert "Takeshi Iwaya" in str(diff)
    assert "takeshi-iwaya" in str(bare)


def test_an_event_is_written_as_it_is_made(record):
    names = {name: getattr(ip4, name) for name in ip4.__all__}
    for entry in record.entries:
        assert eval(repr(entry), names) == entry


def test_what_is_left_at_its_default_is_not_written():
    event = ip4.Meeting(id="m", occurred="2025-06", partners=["JPN"])
    assert repr(event) == (
        "Meeting(id='m', occurred='2025-06', known='2025-06-30', known_basis='assumed', "
        "partners=['japan'])"
    )


def test_what_shows_is_loaded_when_it_is_shown():
    code = (
        "import sys, ip4timeline as ip4; s = ip4.load().as_of('2025-06-25'); s.to_dict();"
        "print('ip4timeline.engine.display.render' in sys.modules); str(s);"
        "print('ip4timeline.engine.display.render' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "True"]
