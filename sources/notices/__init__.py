"""What a notice says: title, dates, kind, series, deadline, figures."""
