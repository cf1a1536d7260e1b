"""Whether a reader could come in again from elsewhere: a founder has no password yet."""

ONLY_THIS_BROWSER = "only_this_browser"
"""The key in the session of who has just made a company: True until he has a password or a passkey.

With a passkey alone he is still called Owner, so UNNAMED goes on asking his name where he signs in.
"""
UNNAMED = "unnamed"
