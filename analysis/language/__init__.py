"""Text structure: tokens, sentences, clauses, paragraphs and what kind of line each one is."""
