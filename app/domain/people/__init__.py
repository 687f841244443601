"""Accounts and what they may: signing up and in, invitations, memberships, sessions, mails."""
