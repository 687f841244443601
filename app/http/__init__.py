"""The doors that are no GraphQL fields and no devices: the GraphQL endpoint itself, health, keys, claim links."""
