"""Everything on disk: the schema on one page, queries by subject, migrations."""
