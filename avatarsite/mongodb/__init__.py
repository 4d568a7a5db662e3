"""What differs where the database is MongoDB: keys of other apps' rows, and their migrations."""
