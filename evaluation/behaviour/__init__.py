"""Behaviour tests in the manner of CheckList (Ribeiro et al. 2020): what a model must do with text.

Agreement on coded narratives says how often a model is right on text like that. A behaviour asks
one thing at a time: does a typing error, another name or a busy car park change the codes, and does
"noticed before the exposure" change them when it should?
"""
