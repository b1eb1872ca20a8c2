"""The pages that explain the platform, served by itself: nothing is loaded from anywhere else."""
