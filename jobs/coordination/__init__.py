"""Actions to edges: which pairs act together more than chance explains."""
