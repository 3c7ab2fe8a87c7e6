"""How answers leave the library."""
