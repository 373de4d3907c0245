"""Where a run's leads are delivered to: all that the settings can name, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.delivery.receivers import SECRET
from tests.faults.crms import Hubspot, Salesforce, Slack
from tests.faults.receivers import Hook, Mailbox, Receiver, Taken

# Slack's one message a second would take longer than the run: there are two of each lead. HubSpot,
# with three, would be done an hour after it.
SLACK_PER_MINUTE = 1200
HUBSPOT_PER_TEN_SECONDS = 1900


@dataclass(frozen=True)
class Destinations:
    """One of each kind; they listen from the start."""

    hook: Hook = field(default_factory=Hook)
    salesforce: Salesforce = field(default_factory=Salesforce)
    hubspot: Hubspot = field(default_factory=Hubspot)
    slack: Slack = field(default_factory=Slack)
    mailbox: Mailbox = field(default_factory=Mailbox)

    @property
    def taken(self) -> dict[str, Taken]:
        """What came to each, under the name that the outbox has for it."""
        return {
            "webhook": self.hook.taken,
            "salesforce": self.salesforce.taken,
            "hubspot": self.hubspot.taken,
            "slack": self.slack.taken,
            "email": self.mailbox.taken,
        }

    @property
    def environ(self) -> dict[str, str]:
        """The settings that lead to them."""
        return {
            "BATON_WEBHOOK_URL": f"{self.hook.url}/hook",
            "BATON_WEBHOOK_SECRET": SECRET,
            "BATON_WEBHOOK_ALLOW_INTERNAL": "yes",
            "BATON_SALESFORCE_URL": self.salesforce.url,
            "BATON_SALESFORCE_CLIENT_ID": "baton",
            "BATON_SALESFORCE_CLIENT_SECRET": "of the tests",
            "BATON_HUBSPOT_URL": self.hubspot.url,
            "BATON_HUBSPOT_TOKEN": "of the tests",
            "BATON_SLACK_URL": f"{self.slack.url}/services/T/B/x",
            "BATON_SLACK_PER_MINUTE": str(SLACK_PER_MINUTE),
            "BATON_HUBSPOT_PER_TEN_SECONDS": str(HUBSPOT_PER_TEN_SECONDS),
            "BATON_SMTP_URL": f"smtp://127.0.0.1:{self.mailbox.port}",
        }

    def stop(self) -> None:
        """Listen no more."""
        servers: tuple[Receiver | Mailbox, ...] = (
            self.hook,
            self.salesforce,
            self.hubspot,
            self.slack,
            self.mailbox,
        )
        for each in servers:
            each.stop()


@contextmanager
def destinations() -> Iterator[Destinations]:
    """All of them, until the run is over."""
    made = Destinations()
    try:
        yield made
    finally:
        made.stop()
