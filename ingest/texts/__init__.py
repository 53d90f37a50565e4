"""What texts and links are compared by."""
