"""筛查: from a file to its result."""
