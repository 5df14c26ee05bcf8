# SPDX-License-Identifier: GPL-2.0-or-later
"""GTFS feeds: real ones counted day by day with the csv module, and made-up ones for each rule."""

import csv
import datetime
import io
import sqlite3
import zipfile
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from osgeo import gdal
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.gtfs import GtfsFeed, route_word
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError

FEEDS = Path(__file__).resolve().parents[1] / "data" / "files" / "07_gtfs"
CASTRES, FRIOUL = FEEDS / "gtfs-libellus-castres-2024.zip", FEEDS / "gtfs-transport-site-exemple.zip"
TODAY = datetime.date(2024, 5, 1)


def opened(path, today=TODAY, **options):
    return GtfsFeed(path, Options(**options), today)


def copied(tmp_path, feed, layer, cut=None):
    """What was copied, its rows as sqlite3 gives them, its geometries as GDAL does."""
    path = tmp_path / "out.gpkg"
    with Output(path) as output:
        result = feed.copy(layer, cut, output, Silent())
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(f'SELECT * FROM "{result.table}" ORDER BY fid')]
    source = gdal.OpenEx(str(path))
    layer = source.GetLayer(0)
    shapes = []
    for feature in layer:
        geometry = feature.GetGeometryRef()
        shapes.append(None if geometry is None else shapely.from_wkt(geometry.ExportToWkt()))
    return result, rows, shapes


# A count that shares nothing with the product


class Counted:
    """Departures and trips of each day of a feed, counted one by one."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            names = {name: name for name in archive.namelist()}
            self.files = {
                name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
                for name in names
                if name.endswith(".txt")
            }
        self.runs = self._days()
        every = sorted({day for days in self.runs.values() for day in days})
        self.period = [every[0] + datetime.timedelta(n) for n in range((every[-1] - every[0]).days + 1)]

    def _days(self):
        runs = defaultdict(set)
        for row in self.files.get("calendar.txt", []):
            day, end = self._date(row["start_date"]), self._date(row["end_date"])
            while day <= end:
                if row[day.strftime("%A").lower()] == "1":
                    runs[row["service_id"]].add(day)
                day += datetime.timedelta(1)
        for row in self.files.get("calendar_dates.txt", []):
            change = runs[row["service_id"]].add if row["exception_type"] == "1" else runs[row["service_id"]].discard
            change(self._date(row["date"]))
        return runs

    @staticmethod
    def _date(text):
        return datetime.datetime.strptime(text, "%Y%m%d").date()

    def mean(self, by_day, sort):
        """The mean of a figure of each day over the days of a sort."""
        days = [day for day in self.period if min(max(day.weekday() - 4, 0), 2) == sort]
        return sum(by_day.get(day, 0) for day in days) / len(days)

    def departures(self):
        """For each stop, its departures each day; stations have those of their platforms."""
        trips = {row["trip_id"]: row["service_id"] for row in self.files["trips.txt"]}
        last = {}
        for row in self.files["stop_times.txt"]:
            last[row["trip_id"]] = max(last.get(row["trip_id"], -1), int(row["stop_sequence"]))
        parent = {row["stop_id"]: row.get("parent_station") for row in self.files["stops.txt"]}
        found = defaultdict(lambda: defaultdict(int))
        for row in self.files["stop_times.txt"]:
            if int(row["stop_sequence"]) == last[row["trip_id"]] or row.get("pickup_type") == "1":
                continue
            stop = row["stop_id"]
            for day in self.runs[trips[row["trip_id"]]]:
                found[stop][day] += 1
                if parent[stop]:
                    found[parent[stop]][day] += 1
        return found

    def trips(self):
        found = defaultdict(lambda: defaultdict(int))
        for row in self.files["trips.txt"]:
            for day in self.runs[row["service_id"]]:
                found[row["route_id"]][day] += 1
        return found


@pytest.mark.parametrize("path", [CASTRES, FRIOUL], ids=["castres", "frioul"])
def test_figures_of_real_feeds_are_those_of_a_count_day_by_day(tmp_path, path):
    counted = Counted(path)
    departures, trips = counted.departures(), counted.trips()
    result, rows, shapes = copied(tmp_path, opened(path), "stops")
    assert [row["stop_id"] for row in rows] == [row["stop_id"] for row in counted.files["stops.txt"]]
    assert [row["name"] for row in rows] == [row["stop_name"] for row in counted.files["stops.txt"]]
    columns = ("departures_weekday", "departures_saturday", "departures_sunday")
    for row in rows:
        expected = [counted.mean(departures[row["stop_id"]], sort) for sort in range(3)]
        assert [row[column] for column in columns] == pytest.approx(expected, abs=0.006)
    expected = [(float(row["stop_lon"]), float(row["stop_lat"])) for row in counted.files["stops.txt"]]
    assert [(shape.x, shape.y) for shape in shapes] == expected
    assert (result.rows, result.read, result.announced) == (len(rows),) * 3
    assert any(row["departures_weekday"] > 0 for row in rows)

    _, lines, _ = copied(tmp_path, opened(path), "lines")
    assert [row["route_id"] for row in lines] == [row["route_id"] for row in counted.files["routes.txt"]]
    for row in lines:
        expected = [counted.mean(trips[row["route_id"]], sort) for sort in range(3)]
        assert [row[column] for column in ("trips_weekday", "trips_saturday", "trips_sunday")] == pytest.approx(
            expected, abs=0.006
        )


def test_lines_of_a_real_feed(tmp_path):
    """First and last departures, lines at each stop, and shapes, by another way."""
    counted = Counted(CASTRES)
    route_of = {row["trip_id"]: row["route_id"] for row in counted.files["trips.txt"]}
    starts, stops = {}, defaultdict(set)
    for row in counted.files["stop_times.txt"]:
        stops[row["stop_id"]].add(route_of[row["trip_id"]])
        start = int(row["stop_sequence"]), row["departure_time"][:5]
        starts[row["trip_id"]] = min(starts.get(row["trip_id"], start), start)
    first = defaultdict(list)
    for trip, (_, time) in starts.items():
        first[route_of[trip]].append(time)
    names = {row["route_id"]: row["route_short_name"] for row in counted.files["routes.txt"]}
    _, rows, shapes = copied(tmp_path, opened(CASTRES), "lines")
    for row in rows:
        assert (row["first_departure"], row["last_departure"]) == (min(first[row["route_id"]]), max(first[row["route_id"]]))
    assert {row["type"] for row in rows} == {"bus"}
    assert rows[0]["color"] == "#006E2B"
    assert {row["drawn"] for row in rows} == {"shape of the producer"}
    points = {(float(row["shape_pt_lon"]), float(row["shape_pt_lat"])) for row in counted.files["shapes.txt"]}
    assert all(
        point in points for shape in shapes for point in shapely.get_coordinates(shape).tolist() for point in [tuple(point)]
    )
    _, rows, _ = copied(tmp_path, opened(CASTRES), "stops")
    for row in rows:
        assert set((row["lines"] or "").split(", ")) - {""} == {names[route] for route in stops[row["stop_id"]]}


def test_a_feed_that_has_expired_says_so():
    told = opened(CASTRES, datetime.date(2024, 6, 29)).describe(Silent()).warnings
    assert told == ("Timetable from 2024-04-26 to 2024-06-29.",)
    told = opened(CASTRES, datetime.date(2024, 6, 30)).describe(Silent()).warnings
    assert told[1] == "The timetable has expired: it ended on 2024-06-29. Look for a newer one."


# Made-up feeds: Gap to Embrun, a week of May 2024

FILES = {
    "agency.txt": "agency_id,agency_name\nA,Réseau L'Agglo en bus\n",
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n"
        "G,Gare,44.564,6.079,1,,1\nG1,Gare quai 1,44.565,6.079,0,G,2\nM,Marché,44.559,6.082,,,\nE,Embrun,44.563,6.495,0,,0\n"
        "X,Marseille,43.303,5.381,0,,\nP,Sans place,,,0,,\nZ,Zéro,0,0,0,,\n"
    ),
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color\nr1,A,1,Gare – Embrun,3,ff0000\nr2,A,,Vers Marseille,200,\nr3,A,3,Sans course,1702,xyz\n",
    "trips.txt": "route_id,service_id,trip_id,direction_id,shape_id\nr1,week,a,0,s\nr1,week,b,0,s\nr1,sat,c,1,none\nr2,week,d,,\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n"
        "a,08:00:00,08:00:00,G1,1,\na,08:10:00,08:10:00,M,2,1\na,09:00:00,09:00:00,E,3,\n"
        "b,24:30:00,24:30:00,G1,10,\nb,25:30:00,25:30:00,E,200,\n"
        "c, 7:00:00, 7:00:00,E,1,\nc,08:00:00,08:00:00,G1,2,\n"
        "d,10:00:00,10:05:00,M,1,\nd,13:00:00,13:00:00,X,2,\n"
    ),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "week,1,1,1,1,1,0,0,20240506,20240512\nsat,0,0,0,0,0,1,0,20240506,20240512\n"
    ),
    "calendar_dates.txt": "service_id,date,exception_type\nweek,20240508,2\nweek,20240512,1\n",
    "shapes.txt": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,44.563,6.495,10\ns,44.565,6.079,2\ns,44.6,6.2,9\n",
}  # fmt: skip


def made(tmp_path, folder=False, encoding="utf-8", **changes):
    """A feed of `FILES`; changes are texts of files by their stem, None to leave one out."""
    files = {**FILES, **{f"{name}.txt": text for name, text in changes.items()}}
    content = {name: text.encode(encoding) for name, text in files.items() if text is not None}
    if folder:
        target = tmp_path / "feed"
        target.mkdir()
        for name, data in content.items():
            (target / name).write_bytes(data)
        return target
    target = tmp_path / "feed.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(f"export/{name}", data)
        archive.writestr("__MACOSX/stops.txt", b"no")
        archive.writestr("export/read me.md5", b"\x00")
    return target


def by(rows, key):
    return {row[key]: row for row in rows}


def test_stops(tmp_path):
    result, rows, shapes = copied(tmp_path, opened(made(tmp_path)), "stops")
    stops = by(rows, "stop_id")
    # weekdays: four of five days run; the Sunday was added
    figures = {
        stop: (row["departures_weekday"], row["departures_saturday"], row["departures_sunday"]) for stop, row in stops.items()
    }
    assert figures == {
        "G": (1.6, 0, 2), "G1": (1.6, 0, 2), "M": (0.8, 0, 1), "E": (0, 1, 0), "X": (0, 0, 0), "P": (0, 0, 0), "Z": (0, 0, 0),
    }  # fmt: skip
    assert [(row["type"], row["wheelchair"], row["lines"], row["line_count"]) for row in rows[:3]] == [
        ("station", "yes", "1", 1), ("stop", "no", "1", 1), ("stop", None, "1, Vers Marseille", 2),
    ]  # fmt: skip
    assert stops["M"]["name"] == "Marché"
    assert [shape is None for shape in shapes] == [False] * 5 + [True] * 2
    assert "2 rows of 7 have no position." in result.notes


def test_lines(tmp_path):
    result, rows, shapes = copied(tmp_path, opened(made(tmp_path)), "lines")
    first, second, third = rows
    assert (first["trips_weekday"], first["trips_saturday"], first["trips_sunday"]) == (1.6, 1, 2)
    assert (first["first_departure"], first["last_departure"]) == ("07:00", "24:30")
    assert first["headway"] == pytest.approx((24.5 - 8) * 60 / 0.6, abs=0.01)
    assert (first["agency"], first["color"], first["type"]) == ("Réseau L'Agglo en bus", "#FF0000", "bus")
    assert first["drawn"] == "shape of the producer, and straight lines between stops"
    assert shapes[0].equals(
        shapely.from_wkt("MULTILINESTRING ((6.079 44.565, 6.2 44.6, 6.495 44.563), (6.495 44.563, 6.079 44.565))")
    )
    assert (second["type"], second["drawn"], second["headway"]) == ("coach", "straight lines between stops", None)
    assert (third["type"], third["color"], third["trips_weekday"], third["first_departure"], shapes[2]) == (
        None,
        None,
        0,
        None,
        None,
    )
    assert "1 rows of 3 have no position." in result.notes


def test_trips_at_intervals_are_expanded(tmp_path):
    text = "trip_id,start_time,end_time,headway_secs,exact_times\na,06:00:00,07:00:00,600,0\na,07:00:00,07:25:00,600,1\nzz,06:00:00,07:00:00,60,\n"
    feed = opened(made(tmp_path, frequencies=text))
    _, rows, _ = copied(tmp_path, feed, "lines")
    assert rows[0]["trips_sunday"] == 6 + 3 + 1
    assert (rows[0]["first_departure"], rows[0]["last_departure"]) == ("06:00", "24:30")
    _, rows, _ = copied(tmp_path, feed, "stops")
    assert by(rows, "stop_id")["G"]["departures_sunday"] == 10
    assert by(rows, "stop_id")["M"]["departures_sunday"] == 1


def test_a_sort_of_days_that_the_period_lacks_has_no_figure(tmp_path):
    calendar = FILES["calendar.txt"].replace("20240512", "20240510")
    _, rows, _ = copied(tmp_path, opened(made(tmp_path, calendar=calendar, calendar_dates=None)), "stops")
    assert [(row["departures_saturday"], row["departures_sunday"]) for row in rows] == [(None, None)] * 7
    assert by(rows, "stop_id")["G"]["departures_weekday"] == 2


def test_calendar_dates_alone_are_enough(tmp_path):
    dates = "service_id,date,exception_type\nweek,20240506,1\nsat,20240511,1\nweek,20240507,1\nweek,bad,1\n"
    feed = opened(made(tmp_path, calendar=None, calendar_dates=dates))
    _, rows, _ = copied(tmp_path, feed, "lines")
    assert (rows[0]["trips_weekday"], rows[0]["trips_saturday"]) == (0.8, 1)
    assert "Timetable from 2024-05-06 to 2024-05-11." in feed.describe(Silent()).warnings


def test_the_period_is_narrowed_by_the_feed_and_never_endless(tmp_path):
    calendar = FILES["calendar.txt"].replace("20240512", "20991231")
    info = "feed_publisher_name,feed_start_date,feed_end_date\nA,20240513,20240519\n"
    feed = opened(made(tmp_path, calendar=calendar, feed_info=info))
    assert "Timetable from 2024-05-13 to 2024-05-18." in feed.describe(Silent()).warnings
    other = tmp_path / "other"
    other.mkdir()
    (told, *_) = opened(made(other, calendar=calendar)).describe(Silent()).warnings
    assert told == "Timetable from 2024-05-06 to 2034-05-13."
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    info = "feed_publisher_name,feed_start_date,feed_end_date\nA,20300101,20300201\n"
    assert "2024-05-06 to 2024-05-12" in opened(made(elsewhere, feed_info=info)).describe(Silent()).warnings[0]


def test_a_feed_without_calendar_counts_nothing_and_says_so(tmp_path):
    feed = opened(made(tmp_path, calendar=None, calendar_dates=None))
    _, rows, shapes = copied(tmp_path, feed, "lines")
    assert (rows[0]["trips_weekday"], rows[0]["first_departure"]) == (None, None)
    assert shapes[0] is not None
    assert "The timetable has no day of service: departures and trips are not counted." in feed.describe(Silent()).warnings


def test_a_folder_a_mark_and_another_encoding(tmp_path):
    _, rows, _ = copied(tmp_path, opened(made(tmp_path, folder=True, encoding="utf-8-sig")), "stops")
    assert (rows[2]["name"], rows[0]["departures_weekday"]) == ("Marché", 1.6)
    feed = opened(made(tmp_path, encoding="cp1252"))
    _, rows, _ = copied(tmp_path, feed, "stops")
    assert rows[2]["name"] == "Marché"
    assert any("not UTF-8" in told and "cp1252" in told for told in feed.describe(Silent()).warnings)
    with pytest.raises(VigieError, match="cannot be read as ascii: give its encoding"):
        opened(made(tmp_path), encoding="ascii").describe(Silent())


def test_rows_of_nothing_known_are_counted(tmp_path):
    times = FILES["stop_times.txt"] + "ghost,08:00:00,08:00:00,G1,1,\na,08:00:00,08:00:00,nowhere,9,\na\n"
    told = opened(made(tmp_path, stop_times=times)).describe(Silent()).warnings
    assert any(sentence.startswith("3 rows of the timetable are of trips or stops that the feed lacks") for sentence in told)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stops": None}, "is no GTFS feed"),
        ({"routes": "route_id,route_type\n"}, "is no GTFS feed"),
        ({"stop_times": "trip_id,stop_id\na,G1\n"}, r"stop_times.txt lacks the column stop_sequence"),
        ({"stops": ""}, "is no GTFS feed"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path, changes, sentence):
    with pytest.raises(VigieError, match=sentence):
        opened(made(tmp_path, **changes)).describe(Silent())


def test_a_damaged_feed_is_refused(tmp_path):
    path = made(tmp_path)
    whole = path.read_bytes()
    for content in (b"", b"PK\x03\x04", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(VigieError, match=r"feed\.zip cannot be read as a GTFS feed"):
            opened(path).describe(Silent())
    place = whole.index(b"stop_times.txt") + 40
    path.write_bytes(whole[:place] + b"\x00\xff\x00\xff" + whole[place + 4 :])
    with pytest.raises(VigieError, match=r"feed\.zip cannot be read as a GTFS feed"):
        opened(path).describe(Silent())


def test_a_feed_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("vigie_territoriale.plugin.files.gtfs_feed.LARGEST", 100)
    with pytest.raises(VigieError, match="too large once decompressed"):
        opened(made(tmp_path)).describe(Silent())


def test_files_are_read_by_chunks(tmp_path, monkeypatch):
    expected = opened(CASTRES).describe(Silent())
    monkeypatch.setattr("vigie_territoriale.plugin.files.gtfs_feed.CHUNK", 997)
    assert opened(CASTRES).describe(Silent()) == expected


def test_a_cut_keeps_stops_inside_and_lines_that_serve_one(tmp_path, cog, contours):
    cut = Cut(cog.territory("commune:13055"), cog, contours)
    feed = opened(made(tmp_path))
    result, rows, _ = copied(tmp_path, feed, "stops", cut)
    assert ([row["stop_id"] for row in rows], result.read, result.rows) == (["X"], 7, 1)
    assert any("2 rows have neither a known code nor a position" in note for note in result.notes)
    result, rows, shapes = copied(tmp_path, feed, "lines", cut)
    assert [row["route_id"] for row in rows] == ["r2"]
    assert shapes[0].equals(shapely.from_wkt("MULTILINESTRING ((6.082 44.559, 5.381 43.303))"))
    whole = Cut(cog.territory("france"), cog, contours)
    assert copied(tmp_path, feed, "lines", whole)[0].rows == 3
    nowhere = Cut(cog.territory("departement:05"), cog, contours)
    assert copied(tmp_path, opened(CASTRES), "lines", nowhere)[0].rows == 0


def test_types_of_routes():
    assert [route_word(code) for code in ("0", "3", "11", "102", "204", "715", "900", "1400", "1501", "", "x", "42")] == [
        "tram", "bus", "trolleybus", "train", "coach", "bus", "tram", "funicular", "taxi", None, None, None,
    ]  # fmt: skip


def test_an_unknown_layer_and_a_cancel(tmp_path):
    class Impatient(Silent):
        def step(self, percent, text=""):
            raise Cancelled

    with pytest.raises(VigieError, match="has no layer “shapes”"):
        copied(tmp_path, opened(made(tmp_path)), "shapes")
    with pytest.raises(Cancelled):
        opened(made(tmp_path)).describe(Impatient())
