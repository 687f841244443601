const BROWSERS = [["Edg", "Edge"], ["OPR", "Opera"], ["SamsungBrowser", "Samsung Internet"], ["FxiOS", "Firefox"], ["Firefox", "Firefox"], ["CriOS", "Chrome"], ["Chrome", "Chrome"], ["Safari", "Safari"]] as const;
const PLATFORMS = ["iPhone", "iPad", "Android", "Windows", "Mac OS", "CrOS", "Linux"] as const;

/** What the list of sessions calls this browser, as `deviceName`; enough for its owner to know it again, and no more. */
export function browserName(agent: string = navigator.userAgent): string {
  const browser = BROWSERS.find(([mark]) => agent.includes(mark))?.[1] ?? "Browser";
  const platform = PLATFORMS.find((mark) => agent.includes(mark));
  return platform === undefined ? browser : `${browser}, ${platform}`;
}
