"""What leads and searches add up to: one file a report, each as numbers first; tables and drawings are made from these."""
