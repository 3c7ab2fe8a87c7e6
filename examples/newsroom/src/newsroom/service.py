"""The application: what each address answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import to_data
from ip4timeline.store import Live, StoreError, open_store
from newsroom.claims import Claim
from newsroom.limits import Limited
from newsroom.stream import Watch, sent
from newsroom.wire import (
    Ascii,
    Json,
    etag,
    expected_of,
    matches,
    only_what_is_asked,
    parameters_of,
    refused,
    rows_of,
    told,
)

MOST = 16 << 20
"""The most bytes of a request."""
IfMatch = Annotated[str | None, Header()]
IfNoneMatch = Annotated[str | None, Header()]
After = Annotated[int, Query(ge=0)]
Answer = Response | dict[str, Any]


def create_app(log: str, base: ip4.Timeline | None = None) -> FastAPI:
    """The service over a log.

    Args:
        log: its address, ``sqlite:FILE`` or ``postgresql://...``; made if it is not there.
        base: the record on which it builds; left out, none.
    """
    live = Live(open_store(log), base)
    watch = Watch(live.store)
    app = FastAPI(
        title="Newsroom",
        dependencies=[Depends(only_what_is_asked)],
        default_response_class=Ascii,
    )
    app.add_middleware(Limited, most=MOST)

    @app.exception_handler(ip4.TimelineError)
    def explain(request: Request, error: ip4.TimelineError) -> Ascii:
        status, body = refused(error)
        headers = {"Retry-After": "1"} if status == 503 else None
        return Ascii(body, status, headers)

    @app.exception_handler(RequestValidationError)
    def unfit(request: Request, error: RequestValidationError) -> Ascii:
        # Without what was sent: it may be long, and need not be anything that JSON can say.
        detail = [{key: one[key] for key in ("type", "loc", "msg")} for one in error.errors()]
        return Ascii({"error": type(error).__name__, "detail": detail}, 422)

    def unchanged(response: Response, if_none_match: str | None) -> Response | None:
        """Catch up; 304 where whoever asks has the newest, else the answer gets its ETag."""
        live.catch_up()
        version = etag(live)
        if matches(if_none_match, version):
            return Response(status_code=304, headers={"ETag": version})
        response.headers["ETag"] = version
        return None

    def has(after: int) -> int:
        """A position of the log to go on from."""
        if after > live.catch_up():
            raise StoreError(
                f"the log ends at position {live.position}, before {after}: it is another, or was "
                "cut off; begin again with the first row"
            )
        return after

    @app.post("/events", response_model=None)
    def append(
        data: Annotated[list[Json], Body()], response: Response, if_match: IfMatch = None
    ) -> Answer:
        """Append rows, all or nothing; what is there already is passed over."""
        rows = rows_of(data)
        live.catch_up()
        done = live.append(rows, expected=expected_of(if_match, live))
        response.status_code = 201 if done.added else 200
        # Not the newest, which whoever wrote has not seen: others may have come since.
        response.headers["ETag"] = f'"{live.version_at(done.position)}"'
        return {"position": done.position, "added": done.added, "known": done.known}

    @app.get("/as-of/{day}", response_model=None)
    def as_of(
        day: str,
        response: Response,
        known_on: str | None = None,
        at: int | None = None,
        if_none_match: IfNoneMatch = None,
    ) -> Answer:
        """A snapshot: as of a day, as it was known by another, as the log said it at a position."""
        if (same := unchanged(response, if_none_match)) is not None:
            return same
        timeline = live.timeline if at is None else live.at(at)
        return dict(timeline.as_of(day, known_on=known_on).to_dict())

    @app.get("/why/{partner}/{aspect}", response_model=None)
    def why(
        partner: str,
        aspect: str,
        as_of: str,
        response: Response,
        key: Annotated[list[str] | None, Query()] = None,
        known_on: str | None = None,
        if_none_match: IfNoneMatch = None,
    ) -> Answer:
        """The events behind a value, and the sources that they cite."""
        if (same := unchanged(response, if_none_match)) is not None:
            return same
        timeline = live.timeline
        found = timeline.as_of(as_of, known_on=known_on)[partner].why(aspect, *(key or ()))
        sources = timeline.registries.source_by_id
        cited = {cite.source for event in found.events for cite in event.cites}
        return {
            "events": [to_data(event) for event in found.events],
            "amendments": [to_data(amendment) for amendment in found.amendments],
            "sources": {id: to_data(sources[id]) for id in sorted(cited & sources.keys())},
        }

    @app.get("/claims/{question}", response_model=None)
    def claims(
        question: str,
        asked: Annotated[Claim, Query()],
        response: Response,
        if_none_match: IfNoneMatch = None,
    ) -> Answer:
        """What the log says to a claim: a verdict, its evidence and its coverage."""
        if (same := unchanged(response, if_none_match)) is not None:
            return same
        timeline = live.timeline if asked.at is None else live.at(asked.at)
        return asked.of(timeline, question)

    @app.get("/events", response_model=None)
    def events(
        response: Response, after: After = 0, limit: Annotated[int, Query(ge=0)] = 100
    ) -> Answer:
        """Rows of the log, in order."""
        has(after)
        response.headers["ETag"] = etag(live)
        rows = list(live.store.read(after, limit=min(limit, 1000)))
        last = rows[-1].position if rows else after
        return {"rows": [told(row) for row in rows], "next": last, "position": live.position}

    @app.get("/events/stream", response_model=None)
    def stream(
        after: After = 0,
        wait: Annotated[float | None, Query(ge=0, allow_inf_nan=False)] = None,
        last_event_id: Annotated[int | None, Header(ge=0)] = None,
    ) -> Response:
        """Rows of the log as server-sent events, as they come."""
        start = has(after if last_event_id is None else last_event_id)
        return StreamingResponse(
            sent(watch, start, live.position, wait), media_type="text/event-stream"
        )

    # Now, by one thread: requests come by many.
    app.state.parameters = parameters_of(app.openapi())
    return app
