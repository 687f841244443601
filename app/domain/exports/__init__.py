"""Static tokens taken away: as files, and as labels."""
