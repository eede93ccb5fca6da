"""The registry of households: a store of immutable parts, staged import, data checks."""
