"""Small frames for the stages."""
