"""Benchmarks of the installed command, each run as `python -m evaluation.benchmarks.NAME`."""
