"""What every room stands on: database, language, access, session, headers, errors, assets, forms."""
