"""What curators ask of event files."""
