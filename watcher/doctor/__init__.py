"""`watcher doctor`: look at everything that is kept, and say what is wrong, what that means and what to do.

Nothing is changed: the database is opened to be read, not even upgraded. A check that cannot be made is told as such and
keeps no other from being made.
"""
