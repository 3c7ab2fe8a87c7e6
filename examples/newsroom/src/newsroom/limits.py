"""How long a request may be: what is longer is refused before it is read."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsroom.wire import Ascii


class Limited:
    """An application whose requests are at most so long.

    Args:
        app: the application.
        most: the most bytes of a request's body.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        what = f"a request has at most {self._most} bytes: send fewer rows at once"
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if said.isdigit() and (len(said) > 18 or int(said) > self._most):
            await Ascii({"detail": what}, 413)(scope, receive, send)
            return
        so_far = 0

        async def counted() -> Message:
            """What comes, which need not be as long as it says, or say how long it is."""
            nonlocal so_far
            message = await receive()
            so_far += len(message.get("body", b""))
            if so_far > self._most:
                raise HTTPException(413, what)
            return message

        await self._app(scope, counted, send)
