"""The page as the server runs it: composed, then Django, behind a mend for cookies that came in pieces."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemvist.config.settings")

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


def joined_cookies(app: App) -> App:
    """HTTP/2 clients may send one cookie header per cookie (RFC 9113, 8.2.3); Django 5.2 reads only one."""

    async def mended(scope: Scope, receive: Any, send: Any) -> None:
        cookies = [value for name, value in scope.get("headers", ()) if name == b"cookie"]
        if len(cookies) > 1:
            rest = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
            joined = b"; ".join(value.rstrip(b"; ") for value in cookies)
            scope = {**scope, "headers": [*rest, (b"cookie", joined)]}
        await app(scope, receive, send)

    return mended


def _application() -> App:
    import django

    django.setup(set_prefix=False)
    from hemvist.config.compose import compose, learn, look
    from hemvist.web.streamed import StreamingHandler

    compose()
    look()
    learn()
    return joined_cookies(StreamingHandler())


application = _application()
