"""Parts of pages: what is drawn, from views that are ready."""
