"""Street reports: problems in public space, from the moment someone sees one until it is explained or mended."""
