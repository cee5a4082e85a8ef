"""One file per content-management system that the regulators use."""
