"""Other ways of planning the same groups, to compare with.

Each is a module with ``run(planted, seconds, seed)``.
"""
