"""Made-up but calibrated programmes for demo, tests and benchmarks: real divisions and totals, invented households."""
