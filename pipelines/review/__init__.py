"""What people decide about who is who: the log of decisions, what may be entered, and how an answer takes effect."""
