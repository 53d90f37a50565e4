"""A token in the header of a request."""

from __future__ import annotations

import requests


class Bearer(requests.auth.AuthBase):
    """The token, if there is one, and nothing that ~/.netrc says in its place."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with the token."""
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request
