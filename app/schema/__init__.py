"""GraphQL's types, inputs, results and refusals: how things are said to clients. No rules."""
