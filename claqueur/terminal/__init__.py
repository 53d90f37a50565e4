"""What commands say while they work and when they end."""
