"""The desk's kinds and projection are held to the laws of the library."""

import pytest
from ip4_briefing import FOLLOW_UPS, FollowUpAgreed, FollowUpClosed

from ip4timeline.testing import check_kind, check_projection


def test_follow_ups_keep_the_laws_of_a_fold():
    check_projection(FOLLOW_UPS, max_examples=10)


@pytest.mark.parametrize("kind", [FollowUpAgreed, FollowUpClosed])
def test_the_kinds_keep_the_laws_of_a_kind(kind):
    check_kind(kind, max_examples=10)
