# SPDX-License-Identifier: GPL-2.0-or-later
import sys
from contextlib import ExitStack

import pytest
from vigie_territoriale.plugin.turns import SHORT_SECONDS, ShortTurns


@pytest.fixture
def usual():
    before = sys.getswitchinterval()
    yield before
    sys.setswitchinterval(before)


def test_turns_are_short_until_the_last_one_ends(usual):
    turns = ShortTurns()
    one, other = ExitStack(), ExitStack()
    one.enter_context(turns)
    other.enter_context(turns)
    assert sys.getswitchinterval() == pytest.approx(SHORT_SECONDS)
    one.close()
    assert sys.getswitchinterval() == pytest.approx(SHORT_SECONDS)
    other.close()
    assert sys.getswitchinterval() == pytest.approx(usual)


def test_an_error_gives_the_usual_turn_back(usual):
    with pytest.raises(ValueError), ShortTurns():
        raise ValueError
    assert sys.getswitchinterval() == pytest.approx(usual)


def test_shorter_turns_than_ours_are_left_alone(usual):
    sys.setswitchinterval(SHORT_SECONDS / 10)
    with ShortTurns():
        assert sys.getswitchinterval() == pytest.approx(SHORT_SECONDS / 10, abs=2e-6)  # whole microseconds
