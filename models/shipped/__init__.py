"""The pretrained model that comes with the package, and the door to it."""
