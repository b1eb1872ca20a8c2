"""Reports and news of them between systems: imports, partners' updates, waiting reports, the sandbox."""
