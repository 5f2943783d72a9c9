"""What marketing writes: pages and news in four languages. Publishing and freshness are two axes."""
