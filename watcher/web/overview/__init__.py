"""总览: the first page of the morning."""
