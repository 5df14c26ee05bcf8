# SPDX-License-Identifier: GPL-2.0-or-later
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
import requests
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from replay import Replay, spoilt
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.network.door import Door, Limits
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.remote import isochrones
from vigie_territoriale.plugin.remote.isochrones import ENDPOINT, FILE, Isochrones, StraightLine, read_area
from vigie_territoriale.plugin.territory.crs import ellipsoid

GAP = (6.0793, 44.5595)


def square(x, y, half=0.02):
    return [[[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half], [x - half, y - half]]]


def document(x, y, half=0.02, **other):
    """An answer, shaped as those of the service are described."""
    return {
        "point": f"{x},{y}",
        "resource": "bdtopo-valhalla",
        "resourceVersion": "2026-09-15",
        "costType": "time",
        "costValue": 600,
        "profile": "car",
        "direction": "arrival",
        "crs": "EPSG:4326",
        "geometry": {"type": "Polygon", "coordinates": square(x, y, half)},
        "alerts": [],
        "departure": "",
        **other,
    }


def answer(request):
    x, y = map(float, request.params["point"][0].split(","))
    return document(x, y)


@pytest.fixture
def points():
    return shapely.points([(GAP[0] + 0.01 * place, GAP[1]) for place in range(4)])


class Asking:
    """A replay with the service, and what asks it."""

    def __init__(self, replay, folder, progress=None):
        self.replay, self.folder, self.progress = replay, folder, progress or Silent()
        self.address = replay.address + "/navigation/isochrone"

    def route(self, responder, **params):
        self.replay.route("GET", "/navigation/isochrone", responder, params)

    def ask(self, points, minutes=10, profile="car", progress=None):
        progress = progress or self.progress
        door = Door(requests.Session(), progress)
        return Isochrones(door, self.folder, self.address).areas(points, minutes, profile, progress)


@pytest.fixture
def asking(tmp_path, monkeypatch):
    monkeypatch.setattr("vigie_territoriale.plugin.network.door.BACK_OFF_SECONDS", 0.01)
    with Replay() as replay:
        yield Asking(replay, tmp_path)


def test_points_are_asked_once_and_answered_offline_afterwards(asking, points):
    expected = {
        "resource": "bdtopo-valhalla",
        "costType": "time",
        "costValue": "600",
        "timeUnit": "second",
        "profile": "car",
        "direction": "arrival",
        "crs": "EPSG:4326",
        "geometryFormat": "geojson",
    }
    asking.route(answer, **expected)
    points = np.append(points, [points[0], shapely.Point(GAP[0] + 3e-6, GAP[1]), None])
    areas, notes = asking.ask(points)
    assert len(asking.replay.requests) == 4
    assert asking.replay.requests[0].params["point"] == ["6.07930,44.55950"]
    assert [area is not None for area in areas] == [True] * 6 + [False]
    for point, area in zip(points[:4], areas):
        assert shapely.equals_exact(area.normalize(), shapely.Polygon(square(point.x, point.y)[0]).normalize(), 1e-9)
    assert areas[5].equals(areas[0])
    assert "4 points asked for now, 0 kept" in notes[0]
    assert notes[1:] == ["1 points have no position."]
    again, notes = Isochrones(None, asking.folder, "http://nowhere.invalid").areas(points, 10, "car", Silent())
    assert all(first is second is None or first.equals(second) for first, second in zip(areas, again))
    assert "0 points asked for now, 4 kept. The oldest of those kept is of 20" in notes[0]


@pytest.mark.parametrize("change", [{"minutes": 15}, {"profile": "pedestrian"}])
def test_another_question_is_asked(asking, points, change):
    asking.route(answer, profile="car")
    asking.route(lambda request: {**answer(request), "profile": "pedestrian"}, profile="pedestrian")
    asking.ask(points)
    areas, _ = asking.ask(points, **change)
    assert len(asking.replay.requests) == 8
    assert all(area is not None for area in areas)


def some_wrong(responder, *wrong):
    """Wrong answers at some of the requests."""
    count = iter(range(10**6))
    return lambda request: responder if next(count) in wrong else answer(request)


@pytest.mark.parametrize(
    ("responder", "why"),
    [
        ((200, {"Content-Type": "text/html"}, "<!DOCTYPE html><html><body>Portail captif</body></html>"), "web page"),
        ((400, {}, {"message": "no road near"}), "refuses this request"),
        (document(2.35, 48.85), "web page, or something else"),  # elsewhere
        (document(*GAP, profile="pedestrian"), "something else"),
        (document(*GAP, half=3), "something else"),  # larger than one travels
        (document(*GAP, geometry={"type": "Point", "coordinates": GAP}), "something else"),
        (document(GAP[1], GAP[0]), "something else"),  # axes swapped
        (document(*GAP, geometry={"type": "Polygon", "coordinates": []}), "something else"),
        (b"{", "something else"),
    ],
)
def test_a_wrong_answer_is_counted_and_the_others_serve(asking, points, responder, why):
    asking.route(some_wrong(responder, 1))
    areas, notes = asking.ask(points)
    assert [area is not None for area in areas] == [True, False, True, True]
    assert notes[1].startswith("1 points have no area, 0 of which were not asked for: ")
    assert why in notes[1]
    assert notes[1].endswith("(1)")
    areas, notes = asking.ask(points)  # what was wrong is asked again, and only that
    assert len(asking.replay.requests) == 5
    assert all(area is not None for area in areas)


def test_busy_is_waited_for(asking, points):
    asking.route(some_wrong((429, {"Retry-After": "1"}, "slow down"), 1))
    start = time.monotonic()
    areas, notes = asking.ask(points)
    assert time.monotonic() - start >= 1
    assert all(area is not None for area in areas)
    assert len(notes) == 1


def test_a_service_that_does_not_answer_is_left_alone(asking):
    many = shapely.points([(GAP[0] + 0.01 * place, GAP[1]) for place in range(20)])
    asking.route(some_wrong((503, {"Retry-After": "300"}, "maintenance"), *range(2, 100)))
    areas, notes = asking.ask(many)
    assert sum(area is not None for area in areas) == 2
    assert len(asking.replay.requests) == 5
    assert "18 points have no area, 15 of which were not asked for: 127.0.0.1 receives too many requests" in notes[1]


def test_a_service_that_refuses_all_is_left_alone(asking):
    many = shapely.points([(GAP[0] + 0.01 * place, GAP[1]) for place in range(20)])
    asking.route((400, {}, {"message": "unknown parameter"}))
    areas, notes = asking.ask(many)
    assert not any(areas)
    assert len(asking.replay.requests) == 10
    assert "20 points have no area, 10 of which were not asked for" in notes[1]


def test_slowness_is_an_error_of_the_point(asking, points, monkeypatch):
    monkeypatch.setattr(isochrones, "LIMITS", Limits(stall=0.3, total=0.3, maximum=5_000_000))
    calm = threading.Event()

    def slow(request):
        if request.params["point"] == ["6.08930,44.55950"]:
            calm.wait(5)
        return answer(request)

    asking.route(slow)
    areas, notes = asking.ask(points)
    calm.set()
    assert [area is not None for area in areas] == [True, False, True, True]
    assert "is too slow" in notes[1]


def test_a_cancel_is_heard_and_what_came_is_kept(asking, points):
    class Stopping(Silent):
        steps = 0

        def step(self, percent, text=""):
            self.steps += 1
            if self.steps == 3:
                raise Cancelled

    asking.route(answer)
    with pytest.raises(Cancelled):
        asking.ask(points, progress=Stopping())
    assert len(asking.replay.requests) == 2
    asking.ask(points)
    assert len(asking.replay.requests) == 4


KILLED = """
import os, signal, sys
from pathlib import Path
import shapely
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.door import Answer
from vigie_territoriale.plugin.remote.isochrones import Isochrones
sys.path.append(sys.argv[2])
from test_isochrones import document

class Door:
    asked = 0
    def get(self, url, params, limits):
        Door.asked += 1
        if Door.asked == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        x, y = map(float, params["point"].split(","))
        return Answer(url, 200, {}, __import__("json").dumps(document(x, y)).encode())

points = shapely.points([(6.0793 + 0.01 * place, 44.5595) for place in range(4)])
Isochrones(Door(), Path(sys.argv[1])).areas(points, 10, "car", Silent())
"""


def test_what_came_before_a_kill_is_kept(asking, points):
    here = Path(__file__).parent
    paths = [str(here.parents[1] / "build" / "plugins"), str(here.parent / "data")]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(asking.folder), str(here)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    asking.route(answer)
    areas, _ = asking.ask(points)
    assert all(area is not None for area in areas)
    assert [request.params["point"][0] for request in asking.replay.requests] == ["6.09930,44.55950", "6.10930,44.55950"]


def test_too_large_an_answer_is_refused(asking, points, monkeypatch):
    monkeypatch.setattr(isochrones, "LIMITS", Limits(maximum=2000))
    asking.route(some_wrong(document(*GAP, padding="x" * 3000), 0))
    areas, notes = asking.ask(points)
    assert areas[0] is None
    assert "sends more than" in notes[1]


def test_many_points_are_refused_before_any_is_asked(asking, monkeypatch):
    monkeypatch.setattr(isochrones, "MOST_POINTS", 3)
    many = shapely.points([(GAP[0] + 0.01 * place, GAP[1]) for place in range(4)])
    with pytest.raises(VigieError, match="4 points would have to be asked for, 3 at most"):
        asking.ask(many)
    assert not asking.replay.requests


def test_a_damaged_file_is_told(tmp_path, points):
    (tmp_path / FILE).write_bytes(b"no database at all, but longer than a header of SQLite" * 50)
    with pytest.raises(VigieError, match="isochrones that were kept cannot be read or written"):
        Isochrones(None, tmp_path).areas(points, 10, "car", Silent())


def test_a_damaged_area_is_asked_again(asking, points):
    asking.route(answer)
    asking.ask(points)
    with sqlite3.connect(asking.folder / FILE) as opened:
        opened.execute("UPDATE area SET shape = ? WHERE east = 607930", (b"\x01\x03",))
    areas, _ = asking.ask(points)
    assert all(area is not None for area in areas)
    assert len(asking.replay.requests) == 5


@pytest.mark.parametrize(("minutes", "profile"), [(0, "car"), (121, "car"), (float("nan"), "car"), (10, "bicycle")])
def test_what_cannot_be_asked(tmp_path, points, minutes, profile):
    for reach in (StraightLine(), Isochrones(None, tmp_path)):
        with pytest.raises(VigieError, match=r"minutes are not computed|Unknown profile"):
            reach.areas(points, minutes, profile, Silent())


@settings(max_examples=200)
@given(spoilt(document(*GAP)))
def test_hostile_answers_give_an_area_around_the_point_or_an_error(told):
    try:
        area = read_area(json.loads(json.dumps(told)), *GAP, 10, "car")
    except ValueError:
        return
    assert area.is_valid
    assert area.area > 0
    assert area.geom_type in ("Polygon", "MultiPolygon")
    assert shapely.distance(area, shapely.Point(GAP)) < 0.1


def test_an_invalid_area_is_made_valid():
    x, y = GAP
    bow = [[[x, y], [x + 0.02, y + 0.02], [x + 0.02, y], [x, y + 0.02], [x, y]]]
    area = read_area(document(x, y, geometry={"type": "Polygon", "coordinates": bow}), x, y, 10, "car")
    assert area.is_valid
    assert area.area == pytest.approx(0.0002)


@settings(max_examples=50)
@given(
    st.floats(-62, 56), st.floats(-22, 51), st.floats(1, 120), st.floats(3, 130), st.floats(1, 3), st.sampled_from(["car", "pedestrian"])
)  # fmt: skip
def test_circles_are_as_far_as_was_said(x, y, minutes, speed, detour, profile):
    areas, notes = StraightLine(speed, detour).areas(np.array([shapely.Point(x, y), None]), minutes, profile, Silent())
    assert areas[1] is None
    metres = [ellipsoid().inv(x, y, *corner)[2] for corner in areas[0].exterior.coords]
    assert metres == pytest.approx([minutes / 60 * speed / detour * 1000] * len(metres), rel=1e-6)
    assert areas[0].contains(shapely.Point(x, y))
    assert "approximation" in notes[0]


def test_a_straight_line_says_what_it_assumes():
    _, (note,) = StraightLine().areas(shapely.points([GAP]), 20, "car", Silent())
    assert "20 min at 50 km/h, on roads 1.30 times as long as the straight line, are a circle of 12.8 km" in note
    for reach in (StraightLine(speed=-1), StraightLine(detour=0.9)):
        with pytest.raises(VigieError, match="speed above 0"):
            reach.areas(shapely.points([GAP]), 20, "car", Silent())


def test_the_observatory_builds_both(tmp_path, monkeypatch):
    observatory = Observatory(lambda progress, endpoint: requests.Session(), tmp_path)
    assert observatory.reach(False, Silent(), 40, 1.5) == StraightLine(40, 1.5)
    assert observatory.reach(False, Silent()) == StraightLine()
    with Replay() as replay:
        replay.route("GET", "/isochrone", answer)
        made = partial(Isochrones, address=replay.address + "/isochrone")
        monkeypatch.setattr(isochrones, "Isochrones", made)
        areas, _ = observatory.reach(True, Silent()).areas(shapely.points([GAP]), 10, "car", Silent())
    assert shapely.contains_xy(areas[0], *GAP)
    assert (tmp_path / FILE).exists()


def test_the_pace_of_the_service_is_kept(tmp_path):
    pace = Observatory(lambda progress, endpoint: requests.Session(), tmp_path)._navigation_pace
    host = urlsplit(ENDPOINT.address).hostname
    assert [round(pace.delay(host), 1) for _ in range(3)] == [0.0, 0.2, 0.4]
