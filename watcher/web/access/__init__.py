"""Who may come in: log-in, one-time links, and the role that each address asks for."""
