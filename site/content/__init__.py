"""Words of the site: for now the privacy notice."""
