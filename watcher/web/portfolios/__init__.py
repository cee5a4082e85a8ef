"""关注名单: whom we watch, who sees it, and the file behind it."""
