"""What we give to firmware developers: it speaks to the real door, or compiles against the libraries' interfaces."""
