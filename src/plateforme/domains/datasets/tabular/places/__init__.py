"""Where rows are: coordinates and shapes, recognised, converted to WGS84, described."""
