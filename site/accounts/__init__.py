"""Staff signs in: users, roles, invitations, passwords."""
