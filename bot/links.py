"""Signed links in mails: what one of them is for cannot be changed, nor used for something else."""

from __future__ import annotations

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.errors import NotFound

_DAYS = 180  # longest life of a link; what it may still do, the state of its subject decides
_LONGEST = 512  # characters; a token of ours has about 150
_BAD = "This link is not complete or has expired. Please open it from the mail again."


class Links:
    """Makes and reads the links; `base_url` is this server's address."""

    def __init__(self, secret_key: str, base_url: str) -> None:
        self._secret_key = secret_key
        self._base_url = base_url

    def meeting(self, meeting_id: str) -> str:
        """The page on which a visitor sees, moves or cancels a meeting."""
        return f"{self._base_url}/meetings/{self._sign('meeting', meeting_id)}"

    def consent(self, lead_id: str) -> str:
        """The page on which a visitor takes their consent back."""
        return f"{self._base_url}/consent/{self._sign('consent', lead_id)}"

    def offer(self, assignment_id: str, user_id: str) -> str:
        """The page on which a rep accepts or declines a lead without signing in."""
        return f"{self._base_url}/offers/{self._sign('offer', f'{assignment_id} {user_id}')}"

    def read_meeting(self, token: str) -> str:
        """The meeting's id; raises NotFound."""
        return self._read("meeting", token)

    def read_consent(self, token: str) -> str:
        """The lead's id; raises NotFound."""
        return self._read("consent", token)

    def read_offer(self, token: str) -> tuple[str, str]:
        """The ids of assignment and user; raises NotFound."""
        assignment_id, _, user_id = self._read("offer", token).partition(" ")
        return assignment_id, user_id

    def _sign(self, purpose: str, subject: str) -> str:
        return str(self._serializer(purpose).dumps(subject))

    def _read(self, purpose: str, token: str) -> str:
        if len(token) > _LONGEST:
            raise NotFound(_BAD)
        try:
            return str(self._serializer(purpose).loads(token, max_age=_DAYS * 86_400))
        except BadData:
            raise NotFound(_BAD) from None

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secret_key, salt=f"link-{purpose}")
