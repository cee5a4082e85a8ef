"""One file per regulator: who publishes, where, and the quirks of that site."""
