"""The geometry of the report's pictures: pure functions from released numbers to places on a canvas."""
