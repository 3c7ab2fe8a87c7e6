"""Small records by hand to be asked about: occasions `s2020` to `s2023` of a series `s`."""

import ip4timeline as ip4

P = tuple(ip4.Partner)


def occasion(year, dates=None):
    return ip4.Occasion(
        id=f"s{year}",
        title=str(year),
        format="summit",
        dates=dates or f"{year}-06-10/{year}-06-11",
        series="s",
    )


SERIES = [occasion(year) for year in (2020, 2021, 2022, 2023)]


def scheduled(of, day=None, id="", **more):
    return ip4.OccasionScheduled(
        id=id or f"sch-{of.id}",
        occurred=day or f"{of.id[1:]}-01-01",
        occasion=of.id,
        dates=of.dates,
        **more,
    )


def came(id, at, partner="japan"):
    delegate = ip4.Delegate(office="x", level="leader")
    year = at[1:]
    return ip4.Attendance(
        id=id, occurred=f"{year}-06-10", occasion=at, partners=[partner], delegates=[delegate]
    )


def absent(id, at, partner="japan"):
    return ip4.Absence(id=id, occurred=f"{at[1:]}-06-10", occasion=at, partners=[partner])


def asked(id, day, at, partner="japan", **more):
    return ip4.Invitation(id=id, occurred=day, partners=[partner], occasion=at, **more)


def visit(id, day, partner="japan", **more):
    partners = partner.split("+")
    return ip4.Visit(id=id, occurred=day, partners=partners, direction="to-nato", **more)


def met(id, day, at="", partner="japan"):
    return ip4.Meeting(id=id, occurred=day, occasion=at, partners=[partner])


def pledge(id, day, amount, currency="USD", partner="japan"):
    return ip4.Support(
        id=id,
        occurred=day,
        partners=[partner],
        amount=amount,
        currency=currency if amount else "",
        stage="pledged",
        recipient="ukraine",
    )


def rows(series, period, kind, *, partners=P, level=None, state="complete"):
    return [
        ip4.Coverage(
            series=series, period=period, kinds=[kind], state=state, partner=partner, level=level
        )
        for partner in partners
    ]


VISITS = rows("visit", "2000/2030", "visit")


def record(*events, coverage=(), occasions=SERIES):
    return ip4.Timeline(events, ip4.Registries(occasions=occasions, coverage=coverage))
