"""A dated briefing on NATO and its four Indo-Pacific partners, with a desk's own follow-ups."""

from ip4_briefing.briefing import Briefing, brief
from ip4_briefing.kinds import FollowUpAgreed, FollowUpClosed
from ip4_briefing.projections import FOLLOW_UPS, FollowUp

__all__ = ["FOLLOW_UPS", "Briefing", "FollowUp", "FollowUpAgreed", "FollowUpClosed", "brief"]
