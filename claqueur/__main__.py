"""`python -m claqueur` is `claqueur`."""

from claqueur.cli import main

main()
