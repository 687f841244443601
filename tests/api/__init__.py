"""The rules as clients meet them: through the public GraphQL door of a real server."""
