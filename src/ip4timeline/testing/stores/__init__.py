"""What any store must keep to, as laws and a state machine."""
