"""Every kind of input to articles, or a refusal with a reason; and the text as a reader sees it."""
