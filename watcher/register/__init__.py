"""What the command line, the pages and the API show of the register: one shape for each thing."""
