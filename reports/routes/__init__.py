"""Pages of reports: they read everything and write nothing."""
