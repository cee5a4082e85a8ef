"""What must hold between the rows of the store. Nothing is changed; each function yields what is wrong, in words.

All of it is SQL and pure functions, the same on both databases. Rows come as a stream or series by series, so that a
register of a million listings needs no more memory than its largest series.
"""
