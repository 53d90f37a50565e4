"""Accounts that the user declares to belong to somebody: a party's staff, a brand's ambassadors."""
