"""The networks are in nets/."""
