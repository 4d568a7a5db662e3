"""Speech synthesis and lip-sync without Django. Importing it loads no model."""
