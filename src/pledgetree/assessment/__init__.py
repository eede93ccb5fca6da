"""From tables to grades: figures at every tier, gates, classes, points, problems, grades, and the trace of each."""
