"""Series and conflicts: what the claims together allow."""
