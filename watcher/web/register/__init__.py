"""名单库: who is listed where, since when, on what evidence."""
