/** What the server asks for at least; it knows common passwords besides. */
export const LEAST_PASSWORD = 10;
