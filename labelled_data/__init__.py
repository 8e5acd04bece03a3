"""Coded narratives: reading, writing, splitting, and the shipped corpus."""
