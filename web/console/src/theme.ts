import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** Every shade is the brand's own colour, given by the server: Mantine mixes none of its own. */
const brand = Array.from({ length: 10 }, () => "var(--brand)") as unknown as MantineColorsTuple;

export const theme = createTheme({
  colors: { brand },
  primaryColor: "brand",
  primaryShade: 6,
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-code)",
  defaultRadius: "md",
  respectReducedMotion: true,
});
