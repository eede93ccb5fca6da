"""The power curve: well-formed, its lines where the numbers are, its words safe."""

import xml.etree.ElementTree as ET

from pledgetree.publish.pictures.power_curve import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, power_curve_svg

WORDS = {"title": "a < b", "proved": "proved", "point": "point", "rate": "rate", "limit": "2 %"}
SVG = "{http://www.w3.org/2000/svg}"


def drawn():
    return ET.fromstring(
        power_curve_svg([(0.0, 1.0), (0.03, 0.5), (0.06, 0.0)], [(0.0, 1.0), (0.06, 0.25)], 0.02, WORDS)
    )


def test_it_is_well_formed_with_a_title():
    root = drawn()
    assert root.find(f"{SVG}title").text == "a < b"
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert {"a < b", "proved", "point", "rate", "2 %", "0 %", "50 %", "100 %"} <= set(texts)


def test_lines_go_through_their_points():
    curves = [one.get("d") for one in drawn().iter(f"{SVG}path") if one.get("fill") == "none"]
    assert len(curves) == 2
    proved = [tuple(map(float, point.split())) for point in curves[1].removeprefix("M").split("L")]
    assert proved[0] == (LEFT, TOP)
    assert proved[1][1] == (TOP + HEIGHT - BOTTOM) / 2
    assert proved[2][1] == HEIGHT - BOTTOM
    assert proved[1][0] == (proved[0][0] + proved[2][0]) / 2
    assert proved[2][0] <= WIDTH
