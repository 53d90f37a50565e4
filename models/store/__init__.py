"""Where models are kept, how they travel and which one scores."""
