"""公告: what was published, each with its figures, names, files, sources and gaps; and the import of what was saved by hand."""
