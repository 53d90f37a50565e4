"""Posts to actions: who acted on which object, when."""
