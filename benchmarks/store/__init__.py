"""What a store stands: kills, damage, many writers; and how quick it is."""
