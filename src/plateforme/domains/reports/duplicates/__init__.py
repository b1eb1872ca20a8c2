"""Reports that tell of one problem: found nearby, merged, taken apart."""
