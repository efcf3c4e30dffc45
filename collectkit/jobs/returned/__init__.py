"""What agencies return: its files, its lines, and what was returned before."""
