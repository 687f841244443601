"""Who may what: the access matrix, and the proof that it notices a guard that is gone."""
