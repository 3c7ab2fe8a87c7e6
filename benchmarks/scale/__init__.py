"""What folds cost beyond one process, and that they answer as the library itself does."""
