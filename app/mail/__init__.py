"""Mail: letters, how they are put into words, and the ways on which they leave."""
