"""`python -m claqueur` is the command line."""

from claqueur.cli import main

main()
