import { createTheme, defaultVariantColorsResolver, Drawer, Modal, Tooltip, type VariantColorsResolver } from "@mantine/core";

/** Filled controls wear the brand's two colours, which the server has checked against each other. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  const isPrimary = input.color === undefined || input.color === "" || input.color === input.theme.primaryColor;
  if (input.variant === "filled" && isPrimary) {
    return { ...colours, background: "var(--brand)", hover: "var(--brand-hover)", color: "var(--brand-text)", border: "1px solid var(--brand-edge)" };
  }
  if (input.variant === "filled" && input.color === "red") {
    return { ...colours, background: "var(--danger-filled)", hover: "var(--danger-filled-hover)", color: "#fff" };
  }
  if (input.variant === "subtle" || input.variant === "transparent") {
    return { ...colours, color: input.color === "red" ? "var(--danger)" : "var(--text)", hover: "var(--hover)" };
  }
  return colours;
};

/** A content security policy forbids style elements, which locking the scroll bar would insert: base.css does it. */
const removeScrollProps = { removeScrollBar: false };

/** The head of a dialog is not the page's: of that there is one. */
const attributes = { header: { role: "presentation" } };

export const theme = createTheme({
  primaryColor: "teal",
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-code)",
  headings: { fontFamily: "var(--font)", fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Modal: Modal.extend({ defaultProps: { removeScrollProps, attributes, transitionProps: { duration: 120 } } }),
    Drawer: Drawer.extend({ defaultProps: { removeScrollProps, attributes, position: "right", transitionProps: { duration: 160 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: true } } }),
  },
});
