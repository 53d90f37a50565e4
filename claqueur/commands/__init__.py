"""The commands of the terminal, beyond those in cli.py."""
