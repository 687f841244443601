/** Drawn for a grid of 24, with lines 1.75 wide; always beside a word or a label, so hidden from screen readers. */
const PATHS = {
  devices: "M4 7h10v10H4zM17 10h3v7h-3zM7 20h4",
  tokens: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 19v1",
  batches: "M4 8l8-4 8 4-8 4zM4 12l8 4 8-4M4 16l8 4 8-4",
  templates: "M5 4h14v16H5zM9 8h6M9 12h6M9 16h3",
  organizations: "M12 4v5M12 9H6v4M12 9h6v4M4 13h4v5H4zM16 13h4v5h-4zM10 4h4",
  brand: "M12 4a8 8 0 1 0 0 16c1.5 0 2-1 1.500-2s0-2 1.500-2H17a3 3 0 0 0 3-3c0-5-3.600-9-8-9zM8 11h.01M11 8h.01M15 9h.01",
  activity: "M4 12h4l2.500-6 3.500 12 2.500-6H20",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  search: "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.500 15.500L20 20",
  plus: "M12 5v14M5 12h14",
  down: "M7 10l5 5 5-5",
  left: "M14 7l-5 5 5 5",
  right: "M10 7l5 5-5 5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M5 12.500l4.500 4.500L19 7.500",
  download: "M12 4v11M7.500 11l4.500 4.500L16.500 11M5 20h14",
  upload: "M12 16V5M7.500 9L12 4.500 16.500 9M5 20h14",
  eye: "M3 12s3.300-6 9-6 9 6 9 6-3.300 6-9 6-9-6-9-6zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  eyeOff: "M4 4l16 16M9.500 6.400A9 9 0 0 1 12 6c5.700 0 9 6 9 6a16 16 0 0 1-2.600 3.300M6.300 8A15 15 0 0 0 3 12s3.300 6 9 6a9 9 0 0 0 3.700-.8",
  warning: "M12 4L2.500 20h19zM12 10v4M12 17h.01",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5",
  release: "M9 8H5V4M5 8a8 8 0 1 1-1 6",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20c1-4 4-6 8-6s7 2 8 6",
  keyboard: "M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8",
  language: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM4 12h16M12 4c-5 5-5 11 0 16M12 4c5 5 5 11 0 16",
  contrast: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  signOut: "M14 4H5v16h9M10 12h10M16.500 8.500L20 12l-3.500 3.500",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  chip: "M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  info: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11v5M12 8h.01",
  refresh: "M19 8V4l-2 2a8 8 0 1 0 3 6M19 8h-4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
