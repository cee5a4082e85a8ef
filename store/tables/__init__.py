"""The tables, one file per room of the store."""
