"""What rows come to: groups with measures, top values and ranges, from the words of a URL to SQL."""
