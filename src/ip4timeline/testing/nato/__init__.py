"""What NATO and the four contribute to the kit: loaded when one of their kinds is first drawn."""
