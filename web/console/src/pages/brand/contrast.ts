/** What text needs against its ground (WCAG 2.2, 1.4.3). The server asks for the same. */
export const READABLE = 4.5;

const COLOUR = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;

/** The colour as the server writes it; null when it is none. `#rgb` is understood. */
export function parseColour(text: string): string | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const whole = short === null ? text.trim() : `#${short.slice(1).map((digit) => digit + digit).join("")}`;
  return COLOUR.test(whole) ? whole.toLowerCase() : null;
}

/** From 1 to 21; both colours as `#rrggbb`. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const lights = [luminance(one), luminance(other)];
  return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
}

/** White where that can be read, else black, as the server chooses. */
export function readableOn(colour: string): string {
  return contrast(colour, "#ffffff") >= READABLE ? "#ffffff" : "#000000";
}

function luminance(colour: string): number {
  const parts = COLOUR.exec(colour)?.slice(1) ?? [];
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const value = Number.parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
