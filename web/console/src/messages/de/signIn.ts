import type { signIn as en } from "../en/signIn";

export const signIn: typeof en = {
  title: "Anmelden",
  brand: "Marke",
  brandHint: "Der Kurzname Ihres Herstellers, zum Beispiel „acme“.",
  email: "E-Mail",
  password: "Passwort",
  showPassword: "Passwort zeigen oder verbergen",
  submit: "Anmelden",
  forgot: "Passwort vergessen?",
  expiredTitle: "Melden Sie sich an, um weiterzumachen",
  expiredText: "Ihre Sitzung ist zu Ende. Diese Seite und Ihre Eingaben bleiben, wie sie sind.",
  leave: "Stattdessen abmelden",
  needed: "Bitte ausfüllen.",
  anotherPerson: (email) => `Diese Seite gehört zu ${email}. Melden Sie sich mit diesem Konto an, oder melden Sie sich ab.`,
  forgotTitle: "Neues Passwort wählen",
  forgotText: "Wir schicken einen Link an diese Adresse, wenn sie ein Konto hat. Er gilt eine Stunde.",
  sendLink: "Link schicken",
  linkSent: (email) => `Wenn ${email} ein Konto hat, ist ein Link unterwegs.`,
  lookInSpam: "Nach einigen Minuten noch nichts? Sehen Sie im Spam nach, oder fordern Sie den Link noch einmal an.",
  back: "Zurück zur Anmeldung",
};
