"""From the bytes of any real file to rows of text: containers, encodings, dialects, headers, formats."""
