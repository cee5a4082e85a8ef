"""/api/v1: what programs ask, with a token."""
