"""What the account classifier looks at."""
