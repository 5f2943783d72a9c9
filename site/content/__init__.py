"""Words of the site: pages and news that marketing writes, the privacy notice, what crawlers are told."""
