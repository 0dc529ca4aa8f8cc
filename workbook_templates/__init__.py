"""Built-in campaigns as folders of .csv tables."""
