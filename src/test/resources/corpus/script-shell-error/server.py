"""A server that cannot start."""

from missing_part_of_the_project import strategy

print(strategy)
