"""Finding reports again, page after page, and counting them."""
