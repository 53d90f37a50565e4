"""CSV exports of 4CAT (Capture and Analysis Toolkit): a table per platform, with columns in common."""
