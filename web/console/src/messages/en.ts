/** Every word that the console says. A key that is missing in another language is a type error. */
export const en = {
  language: "English",
  title: "Claimstead console",
  loading: "Loading…",
  signedOut: "You are signed out.",
  signedIn: (email: string) => `Signed in as ${email}.`,
};

export type Messages = typeof en;
