"""Which follow-ups are open: the desk's own projection."""

import attrs
from pendulum import Date

import ip4timeline as ip4
from ip4_briefing.kinds import FollowUpAgreed, FollowUpClosed


@attrs.frozen
class FollowUp:
    """An open follow-up."""

    item: str
    text: str
    occasion: str
    agreed: ip4.When
    due: ip4.When | None

    def overdue(self, day: Date) -> bool:
        """Whether its last possible due day is past; without one it never is."""
        return self.due is not None and self.due.latest is not None and self.due.latest < day


@ip4.projection(
    on=(FollowUpAgreed, FollowUpClosed), keys=lambda e: [(p, e.item) for p in e.partners]
)
def FOLLOW_UPS(value: FollowUp | None, event: FollowUpAgreed | FollowUpClosed) -> FollowUp | None:
    """Each open follow-up by (partner, item), until it is done or dropped."""
    if isinstance(event, FollowUpClosed):
        return None
    return FollowUp(event.item, event.summary, event.occasion, event.occurred, event.due)
