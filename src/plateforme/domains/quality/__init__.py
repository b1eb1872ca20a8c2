"""Quality: policies, evidence and findings. The ledger, not the checker: who computes is a client like any other."""
