"""设置: accounts, members of portfolios, tokens, the audit, and the configuration as it is."""
