/** Every word that the claim app says. A key that is missing in another language is a type error. */
export const en = {
  language: "English",
  addDevice: "Add your device",
  code: (grouped: string) => `Code ${grouped}`,
  typo: "This code has a typo. Compare it with the label once more.",
};

export type Messages = typeof en;
