"""The tests of Claimstead: sentences proved against real PostgreSQL and real sockets."""
