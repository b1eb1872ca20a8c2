"""Teams of the organizations that answer for street reports, on the wire."""
