"""Measures of suggested codes against true ones: arrays in, numbers out.

Rows are narratives, columns the codes of one facet. A measure that nothing defines (no rows, a
code never suggested) is nan, never a flattering 0 or 1.
"""
