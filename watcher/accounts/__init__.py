"""Who may do what: accounts with roles, and what they are let in by."""
