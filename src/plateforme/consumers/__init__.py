"""Mere API clients: each has a base URL and a key, like anyone outside."""
