"""Quality on the wire: policies, findings, scores and the checker's own runs."""
