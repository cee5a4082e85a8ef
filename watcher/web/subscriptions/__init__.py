"""订阅与投递: who hears of what, signed links, feeds."""
