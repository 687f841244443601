"""What is shown in full by `make proof`, and in small by the tests."""
